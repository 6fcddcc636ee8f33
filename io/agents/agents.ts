import { join } from 'node:path';
import { clineScript, opencodePlugin, piExtension } from './plugin-texts.ts';
import type { AgentSetup, HookCommand, Place } from './setup.ts';
import { valueAt } from './shared-file.ts';

/** Longer than the hook's own limit, so that it always answers itself. */
const seconds = 10;

const base = ({ scope, home, project }: Place) => (scope === 'user' ? home : project);
const command = ({ line }: HookCommand) => ({ type: 'command', command: line });
const editsAndShell = 'Edit|MultiEdit|Write|NotebookEdit|Bash|PowerShell|mcp__.*';

/** Every agent whose hooks Holdfast can write, by the facts in docs/agents. */
export const agentSetups: readonly AgentSetup[] = [
  {
    name: 'claude',
    title: 'Claude Code',
    traces: { folders: ['.claude'], programs: ['claude'] },
    files: (place, hook) => [
      {
        kind: 'shared',
        // A project's own settings.json is shared with others, for whom this path does not exist.
        path: join(base(place), '.claude', place.scope === 'user' ? 'settings.json' : 'settings.local.json'),
        entries: [
          {
            at: ['hooks', 'PreToolUse'],
            value: { matcher: editsAndShell, hooks: [{ ...command(hook), timeout: seconds, onFailure: 'block' }] },
          },
        ],
      },
    ],
    skips(place, read) {
      const files = ['settings.json', 'settings.local.json'].flatMap((name) => [
        join(place.home, '.claude', name),
        join(place.project, '.claude', name),
      ]);
      const off = files.find((file) => valueAt(read(file) ?? '', ['disableAllHooks']) === true);
      return off && `"disableAllHooks" in ${off} switches every hook off`;
    },
  },
  {
    name: 'cursor',
    title: 'Cursor',
    traces: { folders: ['.cursor'], programs: ['cursor', 'cursor-agent'] },
    files: (place, hook) => [
      {
        kind: 'shared',
        path: join(base(place), '.cursor', 'hooks.json'),
        entries: [
          { at: [], key: 'version', value: 1 },
          {
            at: ['hooks', 'preToolUse'],
            value: {
              command: hook.line,
              matcher: 'Write|StrReplace|Edit|MultiEdit|Delete|ApplyPatch|MCP:.*',
              timeout: seconds,
              failClosed: true,
            },
          },
          { at: ['hooks', 'beforeShellExecution'], value: { command: hook.line, timeout: seconds, failClosed: true } },
        ],
      },
    ],
  },
  {
    name: 'copilot',
    title: 'GitHub Copilot (VS Code and command line)',
    traces: { folders: ['.copilot'], programs: ['copilot', 'code'] },
    files: (place, hook) => [
      {
        kind: 'own',
        path:
          place.scope === 'user'
            ? join(place.home, '.copilot', 'hooks', 'holdfast.json')
            : join(place.project, '.github', 'hooks', 'holdfast.json'),
        text: `${JSON.stringify({ version: 1, hooks: { preToolUse: [{ ...command(hook), bash: hook.line, powershell: `& ${hook.line}`, timeoutSec: seconds, timeout: seconds }] } }, null, 2)}\n`,
      },
    ],
    skips({ home, project }, read) {
      const trusted = valueAt(read(join(home, '.copilot', 'config.json')) ?? '', ['trustedFolders']);
      if (!Array.isArray(trusted)) return undefined;
      const covers = trusted.some(
        (folder) => typeof folder === 'string' && (project === folder || project.startsWith(`${folder}/`)),
      );
      return covers ? undefined : `Copilot's command line loads no hooks in ${project} until the folder is trusted`;
    },
  },
  {
    name: 'codex',
    title: 'Codex',
    traces: { folders: ['.codex'], programs: ['codex'] },
    files: (place, hook) => [
      {
        kind: 'shared',
        path: join(base(place), '.codex', 'hooks.json'),
        entries: [
          {
            at: ['hooks', 'PreToolUse'],
            value: { matcher: 'Bash|apply_patch|Edit|Write|mcp__.*', hooks: [{ ...command(hook), timeout: seconds }] },
          },
        ],
      },
    ],
    skips(place, read) {
      const config = read(join(place.home, '.codex', 'config.toml')) ?? '';
      const file = join(base(place), '.codex', 'hooks.json');
      return config.includes(`[hooks.state."${file}:`)
        ? undefined
        : 'Codex skips a hook, silently, until you have trusted it: open /hooks in Codex and approve it';
    },
    afterwards: 'Open /hooks in Codex and trust the new hook; until then Codex skips it without a word.',
  },
  {
    name: 'gemini',
    title: 'Gemini CLI',
    traces: { folders: ['.gemini'], programs: ['gemini'] },
    files: (place, hook) => [
      {
        kind: 'shared',
        path: join(base(place), '.gemini', 'settings.json'),
        entries: [
          {
            at: ['hooks', 'BeforeTool'],
            value: {
              matcher: 'write_file|replace|run_shell_command|.*(write|edit|move|delete|patch).*',
              hooks: [{ name: 'holdfast', ...command(hook), timeout: seconds * 1000 }],
            },
          },
        ],
      },
    ],
    skips: (place, read) =>
      hooksSwitchedOff(
        [join(place.home, '.gemini', 'settings.json'), join(place.project, '.gemini', 'settings.json')],
        read,
      ),
  },
  {
    name: 'qwen',
    title: 'Qwen Code',
    traces: { folders: ['.qwen'], programs: ['qwen'] },
    files: (place, hook) => [
      {
        kind: 'shared',
        path: join(base(place), '.qwen', 'settings.json'),
        entries: [
          {
            at: ['hooks', 'PreToolUse'],
            value: {
              matcher: 'write_file|edit|run_shell_command|mcp__.*',
              hooks: [{ name: 'holdfast', ...command(hook), timeout: seconds }],
            },
          },
        ],
      },
    ],
    skips: (place, read) =>
      hooksSwitchedOff(
        [join(place.home, '.qwen', 'settings.json'), join(place.project, '.qwen', 'settings.json')],
        read,
      ),
  },
  {
    name: 'opencode',
    title: 'opencode',
    traces: { folders: ['.config/opencode'], programs: ['opencode'] },
    files: (place, hook) => [
      {
        kind: 'own',
        path:
          place.scope === 'user'
            ? join(place.home, '.config', 'opencode', 'plugins', 'holdfast.js')
            : join(place.project, '.opencode', 'plugins', 'holdfast.js'),
        text: opencodePlugin(hook),
      },
    ],
  },
  {
    name: 'kilo',
    title: 'Kilo Code',
    traces: { folders: ['.config/kilo'], programs: ['kilo'] },
    files: (place, hook) => [
      { kind: 'own', path: join(place.home, '.config', 'kilo', 'plugin', 'holdfast.js'), text: opencodePlugin(hook) },
    ],
  },
  {
    name: 'cline',
    title: 'Cline',
    traces: { folders: ['.cline', 'Documents/Cline'], programs: ['cline'] },
    files(place, hook) {
      const name = place.platform === 'win32' ? 'PreToolUse.ps1' : 'PreToolUse';
      return [
        {
          kind: 'own',
          path: join(base(place), '.cline', 'hooks', name),
          text: clineScript(hook, place.platform),
          executable: true,
        },
      ];
    },
    afterwards: 'In VS Code, Cline calls hooks only with its setting "Enable Hooks" on.',
  },
  {
    name: 'windsurf',
    title: 'Windsurf',
    traces: { folders: ['.codeium/windsurf'], programs: ['windsurf'] },
    files: (place, hook) => [
      {
        kind: 'shared',
        path:
          place.scope === 'user'
            ? join(place.home, '.codeium', 'windsurf', 'hooks.json')
            : join(place.project, '.windsurf', 'hooks.json'),
        entries: ['pre_write_code', 'pre_run_command', 'pre_mcp_tool_use'].map((event) => ({
          at: ['hooks', event],
          value: { command: hook.line, show_output: true },
        })),
      },
    ],
  },
  {
    name: 'kiro',
    title: 'Kiro',
    traces: { folders: ['.kiro'], programs: ['kiro', 'kiro-cli'] },
    files: (place, hook) => [
      {
        kind: 'own',
        path: join(base(place), '.kiro', 'hooks', 'holdfast.json'),
        text: `${JSON.stringify({ version: 'v1', hooks: [{ name: 'holdfast', trigger: 'PreToolUse', matcher: '.*', action: command(hook), timeout: seconds, enabled: true }] }, null, 2)}\n`,
      },
    ],
  },
  {
    name: 'pi',
    title: 'Pi',
    traces: { folders: ['.pi'], programs: ['pi'] },
    files: (place, hook) => [
      {
        kind: 'own',
        path:
          place.scope === 'user'
            ? join(place.home, '.pi', 'agent', 'extensions', 'holdfast.ts')
            : join(place.project, '.pi', 'extensions', 'holdfast.ts'),
        text: piExtension(hook),
      },
    ],
  },
  {
    name: 'goose',
    title: 'Goose',
    traces: { folders: ['.config/goose'], programs: ['goose'] },
    files(place, hook) {
      const folder = join(place.home, '.agents', 'plugins', 'holdfast');
      const hooks = { hooks: { PreToolUse: [{ matcher: '.*', hooks: [{ ...command(hook), timeout: seconds }] }] } };
      return [
        {
          kind: 'own',
          path: join(folder, 'plugin.json'),
          text: `${JSON.stringify({ name: 'holdfast', version: '1.0.0', description: 'Asks Holdfast before each tool call' }, null, 2)}\n`,
        },
        { kind: 'own', path: join(folder, 'hooks', 'hooks.json'), text: `${JSON.stringify(hooks, null, 2)}\n` },
      ];
    },
  },
];

function hooksSwitchedOff(files: readonly string[], read: (path: string) => string | undefined): string | undefined {
  const off = files.find((file) => {
    const text = read(file) ?? '';
    return valueAt(text, ['hooksConfig', 'enabled']) === false || valueAt(text, ['disableAllHooks']) === true;
  });
  return off && `${off} switches hooks off`;
}
