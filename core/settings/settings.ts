import { backupSettings } from './backup-settings.ts';
import { monitorSettings } from './monitor-settings.ts';
import { restartSettings } from './restart-settings.ts';
import type { Setting, SettingChoice } from './setting.ts';

const choices = (table: Readonly<Record<string, string>>): readonly SettingChoice[] =>
  Object.entries(table).map(([value, description]) => ({ value, description }));

const featureChoices = choices({
  auto: 'On, unless another extension shows the same for Compose files.',
  on: 'On.',
  off: 'Off.',
});

/** What each editor feature is, for its setting. */
const features: Readonly<Record<string, string>> = {
  completion: 'Completion of keys, values, names, paths and variables.',
  hover: 'What a key means, and the value that it has in the end.',
  definition: 'Go to the definition of services, volumes, networks, variables and files.',
  references: 'Find all references, across files.',
  rename: 'Rename services, volumes, networks and more, across files.',
  highlight: 'Highlight other occurrences of a name.',
  symbols: 'The outline, and workspace symbols.',
  links: 'Links to files and images.',
  folding: 'Folding.',
  selectionRanges: 'Expand and shrink selection.',
  semanticTokens: 'Colours for variables.',
  inlayHints: 'Resolved variables and inherited values beside the text.',
  codeLens: 'State and actions above each service.',
  codeActions: 'Quick fixes and refactorings.',
  formatting: 'Formatting that changes no meaning.',
};

/** Every setting. */
export const settings: readonly Setting[] = [
  {
    key: 'diagnostics.enabled',
    section: 'Diagnostics',
    value: { kind: 'boolean', default: true },
    description: 'Reports what is wrong with Compose files.',
    scope: 'window',
  },
  {
    key: 'diagnostics.yamlErrors',
    section: 'Diagnostics',
    value: { kind: 'choice', default: 'auto', choices: featureChoices },
    description: 'Reports plain YAML errors.',
    scope: 'window',
  },
  {
    key: 'lint.presets',
    section: 'Diagnostics',
    value: {
      kind: 'choices',
      default: ['recommended'],
      choices: choices({
        recommended: 'Correctness and data loss.',
        security: 'What lets an attacker in, or further.',
        strict: 'What is worth a look.',
      }),
    },
    description: 'Groups of rules that are on. `.holdfast.yaml` in the project wins.',
    scope: 'resource',
  },
  {
    key: 'lint.rules',
    section: 'Diagnostics',
    value: {
      kind: 'levels',
      of: 'rules',
      choices: choices({
        off: 'Off.',
        on: "On, with the rule's own severity.",
        error: 'On, as an error.',
        warning: 'On, as a warning.',
        info: 'On, as information.',
      }),
    },
    description: 'Level of single rules; wins over presets. `.holdfast.yaml` in the project wins over both.',
    scope: 'resource',
  },
  ...Object.entries(features).map(
    ([name, description]): Setting => ({
      key: `editor.${name}`,
      section: 'Editor features',
      value: { kind: 'choice', default: 'auto', choices: featureChoices },
      description,
      scope: 'window',
    }),
  ),
  {
    key: 'guard.levels',
    section: 'Guard',
    value: {
      kind: 'levels',
      of: 'changes',
      choices: choices({
        allow: 'Passes.',
        ask: "Needs a person's word.",
        deny: 'Is held until a person approves it.',
      }),
    },
    description:
      'What happens to each kind of change. Only your own user settings can lower a level; a workspace can only make it stricter.',
    scope: 'resource',
  },
  {
    key: 'guard.protectedFiles',
    section: 'Guard',
    value: { kind: 'texts', default: [] },
    description:
      'Patterns of files beside Compose files that may not be deleted or cut down without your word: `Dockerfile`, `.env`, `Caddyfile`, `*.tf`, `k8s/**`. `*` stays within a folder, `**` does not. A project adds its own by `protectFiles` in `.holdfast.yaml`.',
    scope: 'machine',
  },
  {
    key: 'guard.protectedFilesLargestCut',
    section: 'Guard',
    value: { kind: 'number', default: 30, least: 0, most: 100 },
    description: 'Percent of its lines that an edit may take out of such a file by itself.',
    scope: 'machine',
  },
  ...monitorSettings,
  ...backupSettings,
  ...restartSettings,
  {
    key: 'guard.restorePointDays',
    section: 'Guard',
    value: { kind: 'number', default: 90, least: 1, most: 3650 },
    description:
      'Days for which versions of guarded files are kept as restore points. The newest of a file always stays.',
    scope: 'machine',
  },
  {
    key: 'guard.restorePointMegabytes',
    section: 'Guard',
    value: { kind: 'number', default: 200, least: 1, most: 100_000 },
    description:
      'Megabytes of restore points that are kept of each project; beyond that, the oldest are dropped. What a held edit needs always stays.',
    scope: 'machine',
  },
  {
    key: 'guard.terminalShims',
    section: 'Guard',
    value: { kind: 'boolean', default: false },
    description:
      'Asks before a command in one of VS Code’s terminals deletes volumes or databases: small programs stand before `docker`, `podman` and `docker-compose` in the terminals’ PATH. New terminals have it. No workspace can set this.',
    scope: 'machine',
  },
];
