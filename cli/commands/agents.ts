import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { agentSetups } from '../../io/agents/agents.ts';
import { type Diagnosis, diagnose } from '../../io/agents/doctor.ts';
import { carryOut, isPresent } from '../../io/agents/install.ts';
import { installLauncher } from '../../io/agents/launcher.ts';
import { patchText, placeOf, planSetup } from '../../io/agents/plan-setup.ts';
import type { AgentSetup, Place } from '../../io/agents/setup.ts';
import { keyFile } from '../../io/state/keyed-hash.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';

interface Request {
  readonly names: readonly string[];
  /** Undefined when neither was named: then hooks are written for the person, and looked for at both places. */
  readonly scope: Place['scope'] | undefined;
  readonly yes: boolean;
  readonly json: boolean;
  readonly rules: boolean;
  readonly settings: boolean;
}

const usage =
  'usage: holdfast agents install|uninstall|doctor [AGENT…] [--project] [--yes] [--rules] [--vscode-settings] [--format json]';

/**
 * `holdfast agents install|uninstall|doctor [AGENT…]`. Without names, all agents that are on this machine. The hooks are
 * written for the person, or with `--project` for the working folder. `--rules` adds a section for agents to the
 * project's AGENTS.md, `--vscode-settings` VS Code's own confirmations. The doctor looks at the person's hooks and at the
 * working folder's.
 */
export const agents: Command = async (args, context) => {
  const { action, request } = readArguments(args);
  if (action === 'doctor') return doctor(request, context);
  return change(action, request, context);
};

const actions = ['install', 'uninstall', 'doctor'] as const;

const options = {
  project: { type: 'boolean', default: false },
  user: { type: 'boolean', default: false },
  yes: { type: 'boolean', short: 'y', default: false },
  rules: { type: 'boolean', default: false },
  'vscode-settings': { type: 'boolean', default: false },
  format: { type: 'string', default: 'text' },
} as const;

function readArguments(args: readonly string[]) {
  return parseArguments(args, { usage, options }, ({ values, positionals }) => {
    const [name, ...words] = positionals;
    const action = actions.find((known) => known === name);
    if (action === undefined) throw new Error(name === undefined ? 'name an action' : `unknown action "${name}"`);
    const names = words.map((word) => (word === 'vscode' ? 'copilot' : word));
    const unknown = names.find((word) => !agentSetups.some((agent) => agent.name === word));
    if (unknown !== undefined) {
      const known = agentSetups.map((agent) => agent.name).join(', ');
      throw new Error(`no agent is called "${unknown}"; known are ${known}, vscode`);
    }
    if (values.project && values.user) throw new Error('--project and --user exclude each other');
    const request: Request = {
      names,
      scope: values.project ? 'project' : values.user ? 'user' : undefined,
      yes: values.yes,
      json: formatIn(['json', 'text'], values.format) === 'json',
      rules: values.rules,
      settings: values['vscode-settings'],
    };
    return { action, request };
  });
}

function chosen({ names }: Request, place: Place, { environment }: CommandContext): readonly AgentSetup[] {
  return agentSetups.filter((agent) =>
    names.length > 0 ? names.includes(agent.name) : isPresent(agent, place.home, environment),
  );
}

function placeFor(scope: Place['scope'], { cwd, environment }: CommandContext): Place {
  return {
    scope,
    home: environment.HOME || environment.USERPROFILE || homedir(),
    project: cwd,
    platform: process.platform,
  };
}

async function change(action: 'install' | 'uninstall', request: Request, context: CommandContext): Promise<ExitCode> {
  const place = placeFor(request.scope ?? 'user', context);
  const folder = stateFolder(context.environment);
  const selected = chosen(request, place, context);
  const extras = [...(request.rules ? (['rules'] as const) : []), ...(request.settings ? (['settings'] as const) : [])];
  const { files, conflicts } = planSetup({ action, agents: selected, place, stateFolder: folder, extras });
  for (const { agent, message } of conflicts) context.stderr(`holdfast: ${agent.title}: ${message}\n`);
  const done = conflicts.length > 0 ? 1 : 0;

  if (action === 'install' && selected.length > 0)
    installLauncher({ stateFolder: folder, dist: programFolder(), runtime: process.execPath });
  if (files.length === 0) {
    context.stdout(selected.length === 0 ? 'No agent was found on this machine; name one.\n' : 'Nothing to change.\n');
    return done;
  }
  context.stdout(patchText(files));
  if (
    !request.yes &&
    !(await confirmed(`Write ${files.length} file${files.length === 1 ? '' : 's'}? [y/N] `, context))
  ) {
    context.stdout('Nothing was written.\n');
    return 1;
  }
  carryOut(files, folder);
  context.stdout(
    `${action === 'install' ? 'Installed' : 'Removed'}: ${selected.map(({ title }) => title).join(', ')}.\n`,
  );
  for (const { title, afterwards } of selected)
    if (action === 'install' && afterwards !== undefined) context.stdout(`${title}: ${afterwards}\n`);
  return done;
}

async function confirmed(question: string, { interactive, signal }: CommandContext): Promise<boolean> {
  if (!interactive) throw new UsageError('nobody is there to say yes; call it in a terminal, or with --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await terminal.question(question, { signal })).trim());
  } finally {
    terminal.close();
  }
}

/** Where cli.js and its chunks lie: beside the program that runs. */
function programFolder(): string {
  return dirname(process.argv[1] ?? '');
}

async function doctor(request: Request, context: CommandContext): Promise<ExitCode> {
  const folder = stateFolder(context.environment);
  const scopes = request.scope === undefined ? (['user', 'project'] as const) : [request.scope];
  const found: Found[] = [];
  const asked = chosen(request, placeFor('user', context), context);
  // A hook in the project also counts for an agent that this machine does not have: others who work on it may.
  for (const agent of request.names.length > 0 ? asked : agentSetups) {
    const atPlaces: Found[] = [];
    for (const scope of scopes) {
      const place = placeFor(scope, context);
      const diagnosis = await diagnose(placeOf({ agent, place, stateFolder: folder }), context.signal);
      atPlaces.push({ ...diagnosis, title: agent.title, scope });
    }
    const installed = atPlaces.filter(({ state }) => state !== 'not-installed');
    if (installed.length > 0) found.push(...installed);
    else if (asked.includes(agent)) found.push(...atPlaces.slice(0, 1));
  }
  const key = keyFile(folder);
  if (request.json) context.stdout(`${JSON.stringify({ agents: found, key })}\n`);
  else if (found.length === 0)
    context.stdout('There is no agent on this machine and no hook in this folder; name an agent.\n');
  else for (const each of found) context.stdout(inWords(each));
  if (!request.json) context.stdout(keyInWords(key));
  return found.every(({ state }) => state === 'works') ? 0 : 1;
}

interface Found extends Diagnosis {
  readonly title: string;
  readonly scope: Place['scope'];
}

const stateInWords: Readonly<Record<Diagnosis['state'], string>> = {
  works: 'works',
  skipped: 'is not called',
  broken: 'does not work',
  'not-installed': 'is not installed',
};

function inWords({ title, scope, state, detail }: Found): string {
  return `${title} (${scope === 'user' ? 'yours' : 'this project'}): ${stateInWords[state]}: ${detail}\n`;
}

/** Where the key is by which every program checks approvals; the editor's second one is in its secret storage. */
function keyInWords({ file, state }: ReturnType<typeof keyFile>): string {
  const place = {
    absent: `will be in ${file}, made with the first approval`,
    private: `is in ${file}, which only you can read`,
    open: `is in ${file}, WHICH OTHERS CAN READ: take their permission away (chmod 600)`,
  }[state];
  return `The key that signs approvals ${place}. VS Code signs its own with a second key in its secret storage.\n`;
}
