/** One measured value beside what it shall be. A bench prints its figures with `--format json`. */
export interface Figure {
  /** What was measured, in a few words. */
  readonly name: string;
  readonly value: number;
  /** `ms`, `MB`, `× node -e 0` … */
  readonly unit: string;
  /** The value shall be at most, or at least, this. Without it the figure is only shown. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number } | undefined;
  /** The best of the others that do the same, measured in the same run. */
  readonly peer?: { readonly name: string; readonly value: number } | undefined;
}

/** What a bench prints with `--format json`: one document, and nothing else on standard output. */
export interface Figures {
  readonly figures: readonly Figure[];
}

/** True when a figure is as good as it shall be. */
export function isOnTarget({ value, target }: Figure): boolean {
  if (target === undefined) return true;
  return 'atMost' in target ? value <= target.atMost : value >= target.atLeast;
}

/** True when the program was called with `--format json`. */
export function wantsJson(args: readonly string[] = process.argv): boolean {
  return args[args.indexOf('--format') + 1] === 'json' && args.includes('--format');
}

/** Prints figures as JSON. */
export function printFigures(figures: readonly Figure[]): void {
  const document: Figures = { figures };
  console.log(JSON.stringify(document, null, 2));
}

/** The value below which a share of the values lies; 0.5 is the median. */
export function percentile(values: readonly number[], share: number): number {
  const ordered = [...values].sort((a, b) => a - b);
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))] ?? Number.NaN;
}
