import { projectSettingsShape } from '../../core/settings/project-settings.ts';
import type { Setting } from '../../core/settings/setting.ts';
import { settings } from '../../core/settings/settings.ts';
import type { Key, Shape } from '../../core/spec/shape.ts';

/** docs/settings.md: the editor's settings, and the keys of .holdfast.yaml. */
export function settingsPageText(): string {
  const sections = [...new Set(settings.map((setting) => setting.section))];
  const lines = [
    '# Settings',
    '',
    'In the editor all of them begin with `holdfast.`; what a project says in `.holdfast.yaml` holds for everyone who works on it, on the command line too.',
  ];
  for (const section of sections) {
    lines.push('', `## ${section}`, '');
    const entries = settings.filter((entry) => entry.section === section).map(entryOf);
    const [values = []] = entries.map((entry) => entry.values);
    const alike =
      entries.length > 1 && values.length > 0 && entries.every((entry) => `${entry.values}` === `${values}`);
    if (alike) lines.push(`Each takes one of these values. ${values.join(' ')}`, '');
    for (const entry of entries) {
      lines.push(entry.line);
      if (!alike) lines.push(...entry.values.map((value) => `  - ${value}`));
    }
  }
  lines.push(
    '',
    '## .holdfast.yaml',
    '',
    'Stands in the folder of the project or above it, up to the root of the repository. It can add protection, and never lower the guard.',
    '',
    '```yaml',
    'presets: [recommended, security]',
    'rules:',
    '  missing-restart: warning',
    '  obsolete-version: off',
    'exclude:',
    '  - rule: published-database-port',
    '    service: db',
    '    reason: reached from the office network on purpose',
    'protect: [db, db-data]',
    'protectFiles: [Dockerfile, "k8s/**"]',
    '```',
    '',
    ...keysOf(projectSettingsShape, ''),
  );
  return `${lines.join('\n')}\n`;
}

function entryOf({ key, value, description }: Setting): { readonly line: string; readonly values: readonly string[] } {
  const initial = value.kind === 'levels' ? '`{}`' : `\`${JSON.stringify(value.default)}\``;
  const values = 'choices' in value ? value.choices.map((choice) => `\`${choice.value}\`: ${choice.description}`) : [];
  return { line: `- \`holdfast.${key}\` (${initial}): ${description}`, values };
}

function keysOf(shape: Shape, indent: string): readonly string[] {
  return Object.entries(shape.mapping?.keys ?? {}).flatMap(([name, key]: [string, Key]) => [
    `${indent}- \`${name}\`: ${key.description}`,
    ...keysOf(key.shape.list?.items ?? key.shape, `${indent}  `),
  ]);
}
