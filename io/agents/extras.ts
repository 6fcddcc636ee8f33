import { join } from 'node:path';
import { formerText, type PlannedFile, read } from './install.ts';
import { addEntries } from './shared-file.ts';

const start = '<!-- holdfast:start -->';
const end = '<!-- holdfast:end -->';

const rules = `${start}
## Docker Compose files and data

- Change only the service that was asked for. Never remove, rename or disable another service, volume or network.
- Edit Compose files with the edit tool, never with sed, scripts or redirections.
- Never run commands that delete data: \`docker compose down -v\`, \`docker volume rm\` or \`prune\`, \`docker system prune --volumes\`,
  \`docker compose rm -v\`, \`up -V\`. \`docker compose stop\` and \`restart\` are safe.
- Holdfast holds edits and commands that would delete a service or its data. When it does, do not look for a way around
  it: tell the user what was held and why, and ask them to run \`holdfast approve\` or “Holdfast: Review Held Changes”.
${end}
`;

export interface ExtrasOptions {
  readonly project: string;
  readonly stateFolder: string;
  /** False to take them away again. */
  readonly wanted: boolean;
}

/** Files in which agents look for a project's rules; the first is made when none is there. */
const ruleFiles = ['AGENTS.md', 'CLAUDE.md', '.cursorrules'];

/** A short section with the rules, in every file of the project that agents read. */
export function planRules({ project, stateFolder, wanted }: ExtrasOptions): readonly PlannedFile[] {
  const present = ruleFiles.filter((name) => read(join(project, name)) !== undefined);
  return (present.length > 0 ? present : ruleFiles.slice(0, 1))
    .map((name) => {
      const path = join(project, name);
      const before = read(path);
      const bare = (before ?? '').replace(new RegExp(`\\n*${start}[\\s\\S]*?${end}\\n?`), '');
      const without = bare === '' ? undefined : `${bare.replace(/(?<!\n)\n*$/, '')}\n`;
      if (!wanted)
        return { path, before, after: (formerText(stateFolder, path) ?? { text: without }).text, executable: false };
      const after = `${without === undefined ? '' : `${without}\n`}${rules}`;
      return { path, before, after, executable: false };
    })
    .filter(({ before, after }) => before !== after);
}

const settings = [
  { at: ['chat.tools.edits.autoApprove'], key: '**/{compose,docker-compose}*.{yml,yaml}', value: false },
  {
    at: ['chat.tools.terminal.autoApprove'],
    key: '/\\b(docker|podman|nerdctl)\\b.*(\\bdown\\b|\\bprune\\b|\\brm\\b|\\breset\\b)/',
    value: { approve: false, matchCommandLine: true },
  },
];

/** VS Code's own confirmation of edits of Compose files and of deleting commands, in the project's settings. */
export function planSettings({ project, stateFolder, wanted }: ExtrasOptions): readonly PlannedFile[] {
  const path = join(project, '.vscode', 'settings.json');
  const before = read(path);
  if (before === undefined && !wanted) return [];
  const after = wanted
    ? addEntries(before, settings, () => false)
    : (formerText(stateFolder, path) ?? { text: before }).text;
  return before === after ? [] : [{ path, before, after, executable: false }];
}
