import type { FindingsReport, PlacedFinding } from './placed-finding.ts';

/** Forms that build servers read. */

/** Workflow commands of GitHub Actions: annotations in the changed files. */
export function findingsAsGithub({ findings }: FindingsReport): string {
  const words = { error: 'error', warning: 'warning', info: 'notice' } as const;
  const property = (text: string) => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return findings
    .map(({ finding, file, line, column, endLine, endColumn }) => {
      const place = [
        `file=${property(file)}`,
        `line=${line}`,
        `endLine=${endLine}`,
        `col=${column}`,
        `endColumn=${endColumn}`,
      ];
      return `::${words[finding.severity]} ${place.join(',')},title=${property(finding.rule)}::${data(finding.message)}\n`;
    })
    .join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** JUnit: a failed test case for each finding, a test suite for each file. */
export function findingsAsJunit({ findings }: FindingsReport): string {
  const suites = byFile(findings).map(([file, list]) => {
    const cases = list.map(
      ({ finding, line, column }) =>
        `    <testcase name="${xml(finding.rule)}" classname="${xml(file)}">\n` +
        `      <failure type="${finding.severity}" message="${xml(finding.message)}">${xml(`${file}:${line}:${column}`)}</failure>\n` +
        '    </testcase>\n',
    );
    return `  <testsuite name="${xml(file)}" tests="${list.length}" failures="${list.length}">\n${cases.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="holdfast" tests="${findings.length}" failures="${findings.length}">\n${suites.join('')}</testsuites>\n`;
}

/** Checkstyle, which many build servers and editors read. */
export function findingsAsCheckstyle({ findings }: FindingsReport): string {
  const files = byFile(findings).map(([file, list]) => {
    const errors = list.map(
      ({ finding, line, column }) =>
        `    <error line="${line}" column="${column}" severity="${finding.severity}" message="${xml(finding.message)}" source="holdfast.${xml(finding.rule)}"/>\n`,
    );
    return `  <file name="${xml(file)}">\n${errors.join('')}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n${files.join('')}</checkstyle>\n`;
}

/** Code Climate's issues, which GitLab shows in merge requests. `hash` gives a text's fingerprint in hexadecimal. */
export function findingsAsCodeclimate({ findings }: FindingsReport, hash: (text: string) => string): string {
  const words = { error: 'major', warning: 'minor', info: 'info' } as const;
  const seen = new Map<string, number>();
  const issues = findings.map(({ finding, file, line, column, endLine, endColumn }) => {
    // Without the line, so that an issue stays the same when text above it changes.
    const identity = `${finding.rule}\n${file}\n${finding.message}`;
    const count = seen.get(identity) ?? 0;
    seen.set(identity, count + 1);
    return {
      type: 'issue',
      check_name: finding.rule,
      description: finding.message,
      categories: ['Bug Risk'],
      severity: words[finding.severity],
      fingerprint: hash(`${identity}\n${count}`),
      location: {
        path: file,
        positions: { begin: { line, column }, end: { line: endLine, column: endColumn } },
      },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}

function byFile(findings: readonly PlacedFinding[]): readonly (readonly [string, readonly PlacedFinding[]])[] {
  const files = new Map<string, PlacedFinding[]>();
  for (const placed of findings) files.set(placed.file, [...(files.get(placed.file) ?? []), placed]);
  return [...files];
}

function xml(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  // XML can't hold control characters, not even escaped.
  return [...text]
    .map((letter) => names[letter] ?? (letter < ' ' && letter !== '\t' && letter !== '\n' ? '\ufffd' : letter))
    .join('');
}
