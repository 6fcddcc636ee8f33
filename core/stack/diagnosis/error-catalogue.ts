import { appErrors } from './app-errors.ts';
import { engineErrors } from './engine-errors.ts';

/** A kind of error by the words that engines, Compose and common servers use for it. */
export interface ErrorKind {
  readonly id: string;
  /** Named groups are put into the texts below where they stand in braces. */
  readonly pattern: RegExp;
  readonly cause: string;
  /** Safe ones, in the order in which to try them. */
  readonly steps: readonly string[];
  /** What people are told to do and should not do first. */
  readonly never?: string | undefined;
}

export interface KnownError {
  readonly id: string;
  /** The line in which it was found. */
  readonly line: string;
  readonly cause: string;
  readonly steps: readonly string[];
  readonly never?: string | undefined;
  readonly groups: Readonly<Record<string, string>>;
}

/** The order matters: the special before the general. */
const catalogue: readonly ErrorKind[] = [...engineErrors, ...appErrors];

/** The first known error in the lines, searched by kind and then by line, last line first: the newest telling one wins. */
export function recognizeError(lines: readonly string[]): KnownError | undefined {
  for (const kind of catalogue) {
    for (const line of [...lines].reverse()) {
      const match = kind.pattern.exec(line);
      if (match === null) continue;
      const groups = Object.fromEntries(Object.entries(match.groups ?? {}).filter(([, value]) => value !== undefined));
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
  }
  return undefined;
}
