import { appErrors } from './app-errors.ts';
import { engineErrors } from './engine-errors.ts';
import type { ErrorKind } from './error-kind.ts';
import { wordlessErrors } from './wordless-errors.ts';

export interface KnownError {
  readonly id: string;
  /** The line in which it was found. */
  readonly line: string;
  readonly cause: string;
  readonly steps: readonly string[];
  readonly never?: string | undefined;
  readonly groups: Readonly<Record<string, string>>;
}

/** Characters of a line that are looked at: programs can write lines of any length. */
const longestLine = 4000;

/** The order matters: the special before the general. */
const catalogue: readonly ErrorKind[] = [...engineErrors, ...appErrors];

/** The first known error in the lines, searched by kind and then by line, last line first: the newest telling one wins. */
export function recognizeError(lines: readonly string[]): KnownError | undefined {
  for (const kind of catalogue) {
    for (const line of [...lines].reverse()) {
      const match = kind.pattern?.exec(line.slice(0, longestLine));
      if (match) return fillIn(kind, match.groups ?? {}, line);
    }
  }
  return undefined;
}

/**
 * An error that was found by other means than its words.
 *
 * @param groups what its texts name in braces
 * @param cause a sentence that says more of this case than the general one
 */
export function knownError(
  id: string,
  groups: Readonly<Record<string, string>>,
  cause?: string,
): KnownError | undefined {
  const kind = [...catalogue, ...wordlessErrors].find((it) => it.id === id);
  const known = kind && fillIn(kind, groups, '');
  return known && cause !== undefined ? { ...known, cause } : known;
}

function fillIn(kind: ErrorKind, matched: Readonly<Record<string, string | undefined>>, line: string): KnownError {
  const groups: Record<string, string> = {};
  // A name that ends in a digit is the same thing in another wording.
  for (const [name, value] of Object.entries(matched)) if (value !== undefined) groups[name.replace(/\d$/, '')] = value;
  const fill = (text: string) => text.replace(/\{(\w+)\}/g, (_, name: string) => groups[name] ?? 'it');
  return {
    id: kind.id,
    line,
    cause: fill(kind.cause),
    steps: kind.steps.map(fill),
    never: kind.never,
    groups,
  };
}
