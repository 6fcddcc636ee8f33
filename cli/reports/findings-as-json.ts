import type { FindingsReport } from './placed-finding.ts';

/** The document of `lint --format json`, as data; `project` and `check` print their problems in the same form. */
export function findingsDocument({ findings }: FindingsReport) {
  return {
    findings: findings.map(({ finding, file, line, column, endLine, endColumn }) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      file,
      line,
      column,
      endLine,
      endColumn,
      fix: (finding.fixes?.length ?? 0) > 0,
    })),
  };
}

export function findingsAsJson(report: FindingsReport): string {
  return `${JSON.stringify(findingsDocument(report), null, 2)}\n`;
}
