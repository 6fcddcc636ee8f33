import type { Project } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import { indexLines } from '../text/line-index.ts';
import type { Location } from '../text/source.ts';
import type { YamlComment } from '../yaml/node.ts';
import { readOnce } from './facts/read-once.ts';
import type { Finding } from './finding.ts';
import { ruleIds } from './rule-ids.ts';

/**
 * A comment that silences a rule: `# holdfast-ignore RULE: reason` at the end of a line silences it there, on a line of its
 * own it silences it on the next line, and `# holdfast-ignore-file RULE: reason` anywhere silences it in the whole file.
 */
interface Suppression {
  readonly rules: readonly string[];
  readonly reason: string;
  readonly wholeFile: boolean;
  /** Line counted from zero that it holds for. */
  readonly line: number;
  readonly location: Location;
}

const pattern = /^#\s*holdfast-ignore(-file)?\s+([\w-]+(?:\s*,\s*[\w-]+)*)\s*(?::(.*))?$/;

interface SuppressionScope {
  readonly project: Project;
  readonly view: FileView;
  /** Rules that were run: only their suppressions can be told to be unused. */
  readonly active: ReadonlySet<string>;
}

/** Takes out what comments silence; reports suppressions without a reason, of unknown rules, and such as silence nothing. */
export function applySuppressions(
  findings: readonly Finding[],
  { project, view, active }: SuppressionScope,
): Finding[] {
  const kept = new Set(findings);
  const reports: Finding[] = [];
  for (const { file, role } of project.files) {
    const isYaml = role !== 'env' && role !== 'env_file' && role !== 'label_file';
    const text = view.readText(file);
    if (!text?.includes('holdfast-ignore')) continue;
    const lines = indexLines(text);
    const here = findings.filter((finding) => finding.location.file === file);
    const comments = isYaml ? readOnce(file, text).comments : lineComments(file, text);
    for (const suppression of readSuppressions(text, comments)) {
      const silenced = here.filter(
        (finding) =>
          suppression.rules.includes(finding.rule) &&
          (suppression.wholeFile || lines.position(finding.location.range.start).line === suppression.line),
      );
      // Without a reason nobody can tell later whether it still holds, so it doesn't count.
      if (suppression.reason !== '') for (const finding of silenced) kept.delete(finding);
      reports.push(...faultsOf(suppression, silenced, active));
    }
  }
  return [...kept, ...reports];
}

/** The comments of an env file that have a line of their own. */
function lineComments(file: string, text: string): readonly YamlComment[] {
  return [...text.matchAll(/^[ \t]*(#[^\r\n]*)/gm)].map(({ 0: line, 1: comment = '', index }) => {
    const end = index + line.length;
    return { text: comment, location: { file, range: { start: end - comment.length, end } } };
  });
}

function readSuppressions(text: string, comments: readonly YamlComment[]): readonly Suppression[] {
  const lines = indexLines(text);
  return comments.flatMap(({ text: comment, location }) => {
    const match = pattern.exec(comment);
    if (match === null) return [];
    const [, wholeFile, names = '', words = ''] = match;
    const reason = words.trim();
    const { line } = lines.position(location.range.start);
    const before = text.slice(lines.lineRange(line).start, location.range.start);
    const alone = before.trim() === '';
    return [
      {
        rules: names.split(',').map((name) => name.trim()),
        reason,
        wholeFile: wholeFile !== undefined,
        line: alone ? nextLine(text, lines, line) : line,
        location,
      },
    ];
  });
}

/** The next line that is neither blank nor a comment. */
function nextLine(text: string, lines: ReturnType<typeof indexLines>, line: number): number {
  for (let next = line + 1; next < lines.lineCount; next++) {
    const { start, end } = lines.lineRange(next);
    const content = text.slice(start, end).trim();
    if (content !== '' && !content.startsWith('#')) return next;
  }
  return line;
}

function faultsOf(
  { rules, reason, location }: Suppression,
  silenced: readonly Finding[],
  active: ReadonlySet<string>,
): Finding[] {
  const faults: Finding[] = [];
  const report = (rule: string, message: string, tags?: Finding['tags']) => {
    faults.push({ rule, severity: 'warning', message, location, ...(tags ? { tags } : {}) });
  };
  for (const rule of rules.filter((name) => !ruleIds.has(name))) {
    report('unknown-rule', `There is no rule "${rule}", so this comment silences nothing. Correct the name.`);
  }
  const known = rules.filter((name) => ruleIds.has(name));
  if (known.length > 0 && reason === '') {
    report(
      'reasonless-suppression',
      `This comment gives no reason, so it doesn't count. Write "# holdfast-ignore ${rules.join(', ')}: why".`,
    );
  }
  for (const rule of known.filter(
    (name) => reason !== '' && active.has(name) && !silenced.some((finding) => finding.rule === name),
  )) {
    report('unused-suppression', `"${rule}" finds nothing here any more. Remove the comment.`, ['unnecessary']);
  }
  return faults;
}
