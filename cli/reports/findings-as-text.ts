import { visibleText } from '../../core/text/visible-text.ts';
import { countFindings, type FindingsReport, type PlacedFinding } from './placed-finding.ts';

/** Findings for people: place and message, the line of the file with carets below it, other places, fixes. */
export function findingsAsText({ findings, text }: FindingsReport, { color }: { readonly color: boolean }): string {
  const paint = color ? painted : plain;
  const blocks = findings.map((placed) => {
    const { finding, file, line, column } = placed;
    const severity = paint(finding.severity, finding.severity);
    return [
      `${visibleText(file)}:${line}:${column} ${severity} ${finding.rule}`,
      `  ${finding.message}`,
      ...excerpt(placed, text(file)),
      ...placed.related.map((place) => `  ${visibleText(place.file)}:${place.line}:${place.column} ${place.message}`),
      ...(finding.fixes ?? [])
        .slice(0, 1)
        .map((fix) => `  fix${fix.safe ? '' : ' (look at it first)'}: ${visibleText(fix.title)}`),
    ].join('\n');
  });
  return `${[...blocks, countFindings(findings)].join('\n\n')}\n`;
}

function excerpt({ line, column, endLine, endColumn }: PlacedFinding, text: string | undefined): readonly string[] {
  const content = text?.split(/\r\n|\n|\r/)[line - 1];
  if (content === undefined || content.trim() === '') return [];
  const end = endLine === line ? endColumn : content.length + 1;
  const start = Math.min(column, content.length);
  const width = Math.max(1, end - start);
  // A long line is cut to what can be read, with the marked part in it.
  const from = start > 100 ? start - 60 : 1;
  const shown = content.slice(from - 1, from + 118).replaceAll('\t', ' ');
  const gutter = String(line);
  const carets = '^'.repeat(Math.max(1, Math.min(width, shown.length - (start - from))));
  return [`  ${gutter} | ${shown}`, `  ${' '.repeat(gutter.length)} | ${' '.repeat(start - from)}${carets}`];
}

type Paint = (severity: 'error' | 'warning' | 'info', text: string) => string;

const plain: Paint = (_, text) => text;

const painted: Paint = (severity, text) => {
  const code = { error: 31, warning: 33, info: 36 }[severity];
  return `\u001b[${code}m${text}\u001b[0m`;
};
