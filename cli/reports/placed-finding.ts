import type { Finding } from '../../core/lint/finding.ts';
import { indexLines, type LineIndex } from '../../core/text/line-index.ts';
import type { Location } from '../../core/text/source.ts';

/** A finding with its place as people and tools read it: a path from the working directory, lines and columns from 1. */
export interface PlacedFinding extends Place {
  readonly finding: Finding;
  /** The other places of the finding, with what they are. */
  readonly related: readonly (Place & { readonly message: string })[];
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** Behind the last character. */
  readonly endColumn: number;
}

/** What a report is made from. */
export interface FindingsReport {
  readonly findings: readonly PlacedFinding[];
  /** A file's text, by the path in the findings. */
  readonly text: (file: string) => string | undefined;
  /** Converts an edit's place. */
  readonly place: (location: Location) => Place;
}

/**
 * Places findings in their files.
 *
 * @param read the text of an absolute path
 * @param show an absolute path as it is to be printed
 */
export function placeFindings(
  findings: readonly Finding[],
  { read, show }: { read: (file: string) => string | undefined; show: (file: string) => string },
): FindingsReport {
  const indexes = new Map<string, LineIndex>();
  const texts = new Map<string, string | undefined>();
  const place = ({ file, range }: Location): Place => {
    const shown = show(file);
    let lines = indexes.get(file);
    if (lines === undefined) {
      const text = read(file);
      texts.set(shown, text);
      lines = indexLines(text ?? '');
      indexes.set(file, lines);
    }
    const start = lines.position(range.start);
    const end = lines.position(range.end);
    return {
      file: shown,
      line: start.line + 1,
      column: start.column + 1,
      endLine: end.line + 1,
      endColumn: end.column + 1,
    };
  };
  return {
    findings: findings.map((finding) => ({
      finding,
      ...place(finding.location),
      related: (finding.related ?? []).map(({ message, location }) => ({ message, ...place(location) })),
    })),
    text: (file) => texts.get(file),
    place,
  };
}

/** `1 error, 2 warnings`. */
export function countFindings(findings: readonly { readonly finding: Pick<Finding, 'severity'> }[]): string {
  const parts = (['error', 'warning', 'info'] as const).flatMap((severity) => {
    const count = findings.filter(({ finding }) => finding.severity === severity).length;
    const word = severity === 'info' ? (count === 1 ? 'note' : 'notes') : count === 1 ? severity : `${severity}s`;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return parts.join(', ') || 'no findings';
}
