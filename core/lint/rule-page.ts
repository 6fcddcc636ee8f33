import type { Severity } from '../project/problem.ts';
import { problemRules } from '../project/problem-rules.ts';
import { lintOwnRules } from './own-rules.ts';
import type { Rule } from './rule.ts';
import { rules } from './rule-list.ts';

/** What is told of a rule on its page, whatever kind of rule it is. */
export interface RulePage {
  readonly id: string;
  readonly severity: Severity;
  readonly title: string;
  readonly why: string;
  readonly instead: string;
  /** Undefined for problems of the project itself, which are always on. */
  readonly rule?: Rule | undefined;
}

const pages = new Map<string, RulePage>();
for (const [id, rule] of [...Object.entries(problemRules), ...Object.entries(lintOwnRules)])
  pages.set(id, { id, ...rule });
for (const rule of rules) {
  pages.set(rule.id, {
    id: rule.id,
    severity: rule.severity,
    title: rule.summary,
    why: rule.why,
    instead: rule.instead,
    rule,
  });
}

/** The page of a rule; undefined for an id that doesn't exist. */
export function rulePage(id: string): RulePage | undefined {
  return pages.get(id);
}

/** Every rule, by id. */
export const rulePages: readonly RulePage[] = [...pages.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The page as Markdown, for docs/rules, for the command line and for editors. */
export function rulePageText({ id, severity, title, why, instead, rule }: RulePage): string {
  const about =
    rule === undefined
      ? `**${severity}** · always on`
      : [
          `**${severity}**`,
          rule.category,
          `presets: ${rule.presets.join(', ')}`,
          `since ${rule.since}`,
          ...(rule.live ? ['needs a container engine or the machine it runs on'] : []),
        ].join(' · ');
  const lines = [`# ${id}`, '', `${title}.`, '', about, '', '## Why', '', why, '', '## Instead', '', instead];
  if (rule !== undefined) {
    const { bad, good, files = {}, badFiles = {}, goodFiles = {} } = rule.examples;
    lines.push('', '## Example', '', 'Found:', '', ...block('yaml', bad), ...otherFiles({ ...files, ...badFiles }));
    lines.push('', 'Not found:', '', ...block('yaml', good), ...otherFiles({ ...files, ...goodFiles }));
    lines.push(
      '',
      '## To silence it',
      '',
      `\`# holdfast-ignore ${id}: reason\` at the end of the line or on the line above it, or in \`.holdfast.yaml\`:`,
    );
    lines.push('', ...block('yaml', `exclude:\n  - rule: ${id}\n    reason: why it is all right here\n`));
  }
  return `${lines.join('\n')}\n`;
}

function block(language: string, text: string): readonly string[] {
  return [`\`\`\`${language}`, ...text.trimEnd().split('\n'), '```'];
}

function otherFiles(files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).flatMap(([name, text]) =>
    text.trim() === '' ? ['', `with an empty \`${name}\``] : ['', `with \`${name}\`:`, '', ...block('text', text)],
  );
}
