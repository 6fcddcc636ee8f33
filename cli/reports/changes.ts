import type { Judgement } from '../../core/guard/verdict.ts';
import { indexLines, type LineIndex } from '../../core/text/line-index.ts';
import type { Location } from '../../core/text/source.ts';
import { visibleText } from '../../core/text/visible-text.ts';

/** One side of a comparison: how its texts are read and how its paths are shown. */
export interface ReportSide {
  readonly read: (file: string) => string | undefined;
  readonly path: (file: string) => string;
}

export interface ChangesReport {
  readonly judgement: Pick<Judgement, 'verdict' | 'changes'>;
  readonly before: ReportSide;
  readonly after: ReportSide;
}

/** A place in a report: a path relative to the working directory, and a line that counts from 1. */
export interface ReportPlace {
  readonly file: string;
  readonly line: number;
}

/** What `diff --format json` prints, as data. */
export function changesDocument({ judgement, before, after }: ChangesReport) {
  const [placeBefore, placeAfter] = [makePlacer(before), makePlacer(after)];
  return {
    verdict: judgement.verdict,
    changes: judgement.changes.map((change) => ({
      kind: change.kind,
      name:
        change.kind.startsWith('file-') || change.kind === 'include-removed' ? before.path(change.name) : change.name,
      ...(change.service === undefined ? {} : { service: change.service }),
      ...(change.to === undefined ? {} : { to: change.to }),
      verdict: change.verdict,
      message: change.message,
      before: placeBefore(change.before),
      after: placeAfter(change.after),
    })),
  };
}

export function changesAsJson(report: ChangesReport): string {
  return `${JSON.stringify(changesDocument(report), null, 2)}\n`;
}

/** One line a change, the ones that matter most first, and a last line that counts them. */
export function changesAsText(report: ChangesReport): string {
  const { changes } = changesDocument(report);
  const order = { deny: 0, ask: 1, allow: 2 };
  const sorted = [...changes].sort((a, b) => order[a.verdict] - order[b.verdict]);
  const lines = sorted.map(({ verdict, kind, message, before, after }) => {
    const place = after ?? before;
    return `${verdict.padEnd(5)}  ${place ? `${place.file}:${place.line}  ` : ''}${kind}: ${message}`;
  });
  const count = (verdict: string) => changes.filter((change) => change.verdict === verdict).length;
  lines.push(`${count('deny')} denied, ${count('ask')} to ask about, ${count('allow')} allowed`);
  return `${lines.map((line) => visibleText(line, 5000)).join('\n')}\n`;
}

function makePlacer({ read, path }: ReportSide): (location: Location | null) => ReportPlace | null {
  const indexes = new Map<string, LineIndex>();
  return (location) => {
    if (location === null) return null;
    const index = indexes.get(location.file) ?? indexLines(read(location.file) ?? '');
    indexes.set(location.file, index);
    return { file: path(location.file), line: index.position(location.range.start).line + 1 };
  };
}
