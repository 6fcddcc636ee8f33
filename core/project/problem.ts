import type { Location } from '../text/source.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Something wrong, at a place. `rule` is a kebab-case id that has a page in docs/rules. */
export interface Problem {
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, why it hurts, what to do; one or two sentences. */
  readonly message: string;
  readonly location: Location;
  /** Other places that take part, e.g. the first of two definitions. */
  readonly related?: readonly RelatedPlace[] | undefined;
  /** A replacement that was meant, for unknown names: `image` for `imagee`. */
  readonly suggestion?: string | undefined;
}

export interface RelatedPlace {
  readonly message: string;
  readonly location: Location;
}
