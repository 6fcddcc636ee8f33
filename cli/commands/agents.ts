import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { agentSetups } from '../../io/agents/agents.ts';
import { type Diagnosis, diagnose } from '../../io/agents/doctor.ts';
import { carryOut, isPresent } from '../../io/agents/install.ts';
import { installLauncher } from '../../io/agents/launcher.ts';
import { patchText, placeOf, planSetup } from '../../io/agents/plan-setup.ts';
import type { AgentSetup, Place } from '../../io/agents/setup.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';

interface Request {
  readonly names: readonly string[];
  readonly scope: 'user' | 'project';
  readonly yes: boolean;
  readonly json: boolean;
  readonly rules: boolean;
  readonly settings: boolean;
}

const usage =
  'agents install|uninstall|doctor [AGENT…] [--project] [--yes] [--rules] [--vscode-settings] [--format json]';

/**
 * `holdfast agents install|uninstall|doctor [AGENT…]`. Without names, all agents that are on this machine. The hooks are
 * written for the person, or with `--project` for the working folder. `--rules` adds a section for agents to the
 * project's AGENTS.md, `--vscode-settings` VS Code's own confirmations.
 */
export const agents: Command = async (args, context) => {
  const [action, ...rest] = args;
  const request = readRequest(rest);
  if (action === 'doctor') return doctor(request, context);
  if (action === 'install' || action === 'uninstall') return change(action, request, context);
  throw new UsageError(usage);
};

function readRequest(args: readonly string[]): Request {
  const names: string[] = [];
  const flags = new Set<string>();
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--format' || word.startsWith('--format=')) {
      const format = word.includes('=') ? word.slice('--format='.length) : args[++at];
      if (format !== 'json' && format !== 'text') throw new UsageError('--format is json or text');
      flags.add(format);
    } else if (['--project', '--user', '--yes', '--rules', '--vscode-settings'].includes(word)) flags.add(word);
    else if (word.startsWith('-')) throw new UsageError(`agents has no option ${word}; ${usage}`);
    else names.push(word === 'vscode' ? 'copilot' : word);
  }
  const unknown = names.find((name) => !agentSetups.some((agent) => agent.name === name));
  if (unknown !== undefined) {
    throw new UsageError(
      `no agent is called ${unknown}; known are ${agentSetups.map(({ name }) => name).join(', ')}, vscode`,
    );
  }
  return {
    names,
    scope: flags.has('--project') ? 'project' : 'user',
    yes: flags.has('--yes'),
    json: flags.has('json'),
    rules: flags.has('--rules'),
    settings: flags.has('--vscode-settings'),
  };
}

function chosen({ names }: Request, place: Place, { environment }: CommandContext): readonly AgentSetup[] {
  return agentSetups.filter((agent) =>
    names.length > 0 ? names.includes(agent.name) : isPresent(agent, place.home, environment),
  );
}

function placeFor({ scope }: Request, { cwd, environment }: CommandContext): Place {
  return {
    scope,
    home: environment.HOME || environment.USERPROFILE || homedir(),
    project: cwd,
    platform: process.platform,
  };
}

async function change(action: 'install' | 'uninstall', request: Request, context: CommandContext): Promise<ExitCode> {
  const place = placeFor(request, context);
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
  const place = placeFor(request, context);
  const folder = stateFolder(context.environment);
  const found: Diagnosis[] = [];
  for (const agent of chosen(request, place, context)) {
    found.push(await diagnose(placeOf({ agent, place, stateFolder: folder }), context.signal));
  }
  if (request.json) context.stdout(`${JSON.stringify({ agents: found })}\n`);
  else if (found.length === 0) context.stdout('No agent was found on this machine; name one.\n');
  else for (const { name, state, detail } of found) context.stdout(`${name}: ${state}: ${detail}\n`);
  return found.every(({ state }) => state === 'works') ? 0 : 1;
}
