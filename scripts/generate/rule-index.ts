import type { RulePage } from '../../core/lint/rule-page.ts';

/** docs/rules/README.md: every rule with a line of its own. */
export function ruleIndexText(pages: readonly RulePage[]): string {
  const rules = pages.filter((page) => page.rule !== undefined);
  const problems = pages.filter((page) => page.rule === undefined);
  const lines = [
    '# Rules',
    '',
    'Everything that Holdfast finds, by its id. `holdfast explain RULE` prints the same pages.',
    '',
    '## What Compose rejects, and what is wrong with comments and settings of Holdfast',
    '',
    'Always on.',
    '',
    '| Rule | Severity | Finds |',
    '| --- | --- | --- |',
    ...problems.map(({ id, severity, title }) => `| [${id}](${id}.md) | ${severity} | ${cell(title)} |`),
    '',
    '## Rules that settings switch on and off',
    '',
    '`recommended` is on without asking. A fix is offered where one is safe to offer.',
    '',
    '| Rule | Severity | Category | Presets | Finds |',
    '| --- | --- | --- | --- | --- |',
    ...rules.map(
      ({ id, severity, title, rule }) =>
        `| [${id}](${id}.md) | ${severity} | ${rule?.category} | ${rule?.presets.join(', ')}${rule?.live ? ' (live)' : ''} | ${cell(title)} |`,
    ),
    '',
    'Live rules compare the project with what runs on this machine, and are silent when nothing is known of it.',
  ];
  return `${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
