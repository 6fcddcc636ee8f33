import { parseArgs } from 'node:util';
import { EngineError } from '../../io/engine/engine-error.ts';
import { findCompose } from '../../io/restart/compose-command.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import type { RestartOptions } from '../../io/restart/restart-context.ts';
import type { RestartResult } from '../../io/restart/restart-event.ts';
import { describeEvent, describePlan, describeResult } from '../../io/restart/restart-report.ts';
import { runRestart } from '../../io/restart/run-restart.ts';
import { openState } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Command, type CommandContext, UsageError } from '../command.ts';
import { openEngine, openProject } from '../open-stack.ts';
import { planAsJson, resultAsJson } from '../reports/restart.ts';

const usage =
  'usage: holdfast restart [SERVICE…] [--file FILE]… [--yes] [--settle SECONDS] [--deadline SECONDS] [--format json|text]';

/**
 * Restarts services safely: shows the plan, asks on a terminal (elsewhere only `--yes` goes on), carries it out and tells
 * the result. Without `--yes` and without a terminal it is a rehearsal that only prints the plan.
 *
 * Exit code 0: restarted, or only rehearsed; 1: it failed (and was put back, where that was possible) or was cancelled;
 * 2: the plan says stop.
 */
export const restart: Command = async (args, context) => {
  const { services, files, yes, json, settle, deadline } = readArguments(args);
  const project = openProject(files, context);
  if (project === undefined) throw new UsageError('there is no Compose file here; give one with --file');
  const unknown = services.find((name) => !project.services.has(name));
  if (unknown !== undefined) throw new UsageError(`the project ${project.name} has no service "${unknown}"`);
  const { environment, signal, stdout } = context;
  const engine = await openEngine(context).catch((error: unknown) => {
    throw error instanceof EngineError ? new UsageError(error.message) : error;
  });
  const heldChanges = hasHeldChanges(project.directory, environment);
  const plan = await prepareRestart({ engine, project, services, environment, heldChanges, signal });
  if (!json) stdout(`${describePlan(plan)}\n\n`);
  if (plan.stopped) {
    if (json) stdout(`${planAsJson(plan)}\n`);
    else stdout('Stopped before anything was touched.\n');
    return 2;
  }
  if (!yes && !(await agrees(context))) {
    if (json) stdout(`${planAsJson(plan)}\n`);
    else stdout(context.interactive ? 'Nothing was touched.\n' : 'Nothing was touched; --yes carries the plan out.\n');
    return 0;
  }
  const compose = await findCompose({ environment, signal });
  if (compose === undefined) throw new UsageError('docker compose was not found');
  const result = await carryOut({ plan, engine, compose, environment, signal, settle, deadline }, (line) => {
    if (!json) stdout(`${line}\n`);
  });
  stdout(json ? `${resultAsJson(result)}\n` : `\n${describeResult(result)}\n`);
  return result.outcome === 'done' ? 0 : 1;
};

async function carryOut(options: RestartOptions, tell: (line: string) => void): Promise<RestartResult> {
  const run = runRestart(options);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
    const line = describeEvent(value);
    if (line !== undefined) tell(line);
  }
}

async function agrees({ interactive, signal }: CommandContext): Promise<boolean> {
  if (!interactive) return false;
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(?:es)?$/i.test((await terminal.question('Carry this out? [y/N] ', { signal })).trim());
  } finally {
    terminal.close();
  }
}

function hasHeldChanges(directory: string, environment: CommandContext['environment']): boolean {
  const state = openState(stateFolder(environment));
  return state.projects().some((project) => project.directory === directory && project.proposals.list().length > 0);
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        file: { type: 'string', short: 'f', multiple: true, default: [] },
        yes: { type: 'boolean', short: 'y', default: false },
        format: { type: 'string', default: 'text' },
        settle: { type: 'string' },
        deadline: { type: 'string' },
      },
    });
    if (values.format !== 'json' && values.format !== 'text') throw new Error(`unknown format "${values.format}"`);
    return {
      services: positionals,
      files: values.file,
      yes: values.yes,
      json: values.format === 'json',
      settle: milliseconds(values.settle),
      deadline: milliseconds(values.deadline),
    };
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error}; ${usage}`);
  }
}

function milliseconds(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const value = Number(seconds);
  if (!(value >= 0)) throw new Error(`"${seconds}" is no number of seconds`);
  return value * 1000;
}
