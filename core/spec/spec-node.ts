import type { Location } from '../text/source.ts';

/** A node to be checked. The nodes of core/yaml and the values of core/project both are such. */
export type SpecNode = SpecScalar | SpecSequence | SpecMapping;

export interface SpecScalar {
  readonly kind: 'scalar';
  /** After interpolation. */
  readonly value: string | number | boolean | null;
  /** The text as written, when it differs from `value`. */
  readonly source?: string | undefined;
  /** True when its real value can't be known; it is then not checked. */
  readonly unresolved?: boolean | undefined;
  readonly tag?: string | undefined;
  readonly location: Location;
}

export interface SpecSequence {
  readonly kind: 'sequence';
  readonly items: readonly SpecNode[];
  readonly tag?: string | undefined;
  readonly location: Location;
}

export interface SpecMapping {
  readonly kind: 'mapping';
  readonly entries:
    | ReadonlyMap<string, { readonly key: Location; readonly value: SpecNode }>
    | readonly { readonly key: { readonly text: string; readonly location: Location }; readonly value: SpecNode }[];
  readonly tag?: string | undefined;
  readonly location: Location;
}

export type SpecRule = 'unknown-key' | 'wrong-kind' | 'bad-value' | 'missing-key' | 'duplicate-item';

/** Something that the specification does not allow; has the form of core/project's Problem. */
export interface SpecProblem {
  readonly rule: SpecRule;
  /** `warning` for what Compose lets pass and the engine refuses later. */
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Moves along with the node's own location when text above it changes. */
  readonly location: Location;
  readonly suggestion?: string | undefined;
}

/** Takes the problems found, one at a time. */
export type Report = (problem: SpecProblem) => void;
