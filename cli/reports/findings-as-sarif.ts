import type { Fix } from '../../core/lint/finding.ts';
import { rulePage } from '../../core/lint/rule-page.ts';
import type { FindingsReport, Place } from './placed-finding.ts';

const levels = { error: 'error', warning: 'warning', info: 'note' } as const;

/** SARIF 2.1.0 with rules, related places and fixes, for GitHub code scanning and other viewers. */
export function findingsAsSarif(report: FindingsReport): string {
  const ids = [...new Set(report.findings.map(({ finding }) => finding.rule))].sort();
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Holdfast',
            rules: ids.map((id) => {
              const page = rulePage(id);
              return {
                id,
                shortDescription: { text: page?.title ?? id },
                fullDescription: { text: page?.why ?? '' },
                help: { text: page?.instead ?? '' },
              };
            }),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: report.findings.map((placed) => ({
          ruleId: placed.finding.rule,
          ruleIndex: ids.indexOf(placed.finding.rule),
          level: levels[placed.finding.severity],
          message: { text: placed.finding.message },
          locations: [{ physicalLocation: physical(placed) }],
          relatedLocations: placed.related.map((place, id) => ({
            id,
            message: { text: place.message },
            physicalLocation: physical(place),
          })),
          fixes: (placed.finding.fixes ?? []).map((fix) => sarifFix(fix, report)),
        })),
      },
    ],
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function physical(place: Place) {
  return { artifactLocation: { uri: toUri(place.file) }, region: region(place) };
}

function region({ line, column, endLine, endColumn }: Place) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function sarifFix({ title, edits }: Fix, report: FindingsReport) {
  const placed = edits.map((edit) => ({ edit, place: report.place(edit) }));
  const files = [...new Set(placed.map(({ place }) => place.file))];
  return {
    description: { text: title },
    artifactChanges: files.map((file) => ({
      artifactLocation: { uri: toUri(file) },
      replacements: placed
        .filter(({ place }) => place.file === file)
        .map(({ edit, place }) => ({ deletedRegion: region(place), insertedContent: { text: edit.text } })),
    })),
  };
}

/** Relative paths stay relative; what a URI can't hold is escaped. */
function toUri(file: string): string {
  const escaped = file.split('/').map(encodeURIComponent).join('/');
  return /^[a-z]:\//i.test(file)
    ? `file:///${escaped.replace('%3A', ':')}`
    : file.startsWith('/')
      ? `file://${escaped}`
      : escaped;
}
