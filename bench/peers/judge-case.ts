import type { PeerCase } from './read-cases.ts';

/** A finding of any tool, lines and columns from zero. `columns` undefined: the tool names only a line. */
export interface PeerFinding {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly message: string;
}

export interface CaseResult {
  readonly found: 'right' | 'elsewhere' | 'missed' | 'silent';
  readonly falseAlarms: readonly PeerFinding[];
}

/**
 * Compares a tool's findings with what a case expects. A finding is about the fault when its message names it; it is at
 * the right place when it also touches the marked characters. All other findings are false alarms.
 */
export function judgeCase({ marks, ignored = [] }: PeerCase, findings: readonly PeerFinding[]): CaseResult {
  const isAbout = (finding: PeerFinding) => marks.some((mark) => mark.subject.test(finding.message));
  const isThere = (finding: PeerFinding) =>
    marks.some(
      (mark) =>
        mark.line === finding.line && finding.start < mark.end && mark.start < Math.max(finding.end, finding.start + 1),
    );
  const about = findings.filter(isAbout);
  const isIgnored = ({ message }: PeerFinding) => ignored.some((subject) => subject.test(message));
  const falseAlarms = findings.filter((finding) => !isAbout(finding) && !isIgnored(finding));
  if (marks.length === 0) return { found: 'silent', falseAlarms: findings };
  if (about.some(isThere)) return { found: 'right', falseAlarms };
  return { found: about.length > 0 ? 'elsewhere' : 'missed', falseAlarms };
}
