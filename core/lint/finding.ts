import type { Problem } from '../project/problem.ts';
import type { TextEdit } from '../text/source.ts';

/** A problem with what can be done about it. */
export interface Finding extends Problem {
  /** Best first. */
  readonly fixes?: readonly Fix[] | undefined;
  readonly tags?: readonly ('unnecessary' | 'deprecated')[] | undefined;
}

export interface Fix {
  /** What it does, as a command: `Change to "image"`. */
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** True when it changes nothing but what is wrong, so that it may be applied with all others without looking. */
  readonly safe: boolean;
}
