import type { Project } from '../../core/project/project.ts';
import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { type ComposeProgram, findCompose } from '../../io/restart/compose-command.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import type { RestartOptions } from '../../io/restart/restart-context.ts';
import type { RestartResult } from '../../io/restart/restart-event.ts';
import { describePlan, describeResult } from '../../io/restart/restart-report.ts';
import { planRestore } from '../../io/restart/restore-stack.ts';
import {
  describeUnfinished,
  findUnfinished,
  forgetUnfinished,
  type UnfinishedRestart,
  untilComposeEnded,
} from '../../io/restart/unfinished.ts';
import { openState } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';
import { agrees, askPerson, followRestart } from '../follow-restart.ts';
import { openEngine, openProject } from '../open-stack.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { planAsJson, resultAsJson, unfinishedAsJson } from '../reports/restart.ts';

const usage =
  'usage: holdfast restart [SERVICE…] [--file FILE]… [--yes] [--go-on | --go-back | --forget] [--settle SECONDS] [--deadline SECONDS] [--probe SERVICE=REQUEST]… [--format json|text]';

type Way = 'go-on' | 'go-back' | 'forget';

/**
 * Restarts services safely: shows the plan, asks on a terminal (elsewhere only `--yes` goes on), carries it out and tells
 * the result. Without `--yes` and without a terminal it is a rehearsal that only prints the plan. `--yes` answers the one
 * question and nothing else: no option passes a plan that says stop. A restart that was cut off has to be settled first.
 *
 * Exit code 0: restarted, or only rehearsed; 1: it failed (and was put back, where that was possible) or was cancelled;
 * 2: the plan says stop, or a restart that was cut off waits for a decision.
 */
export const restart: Command = async (args, context) => {
  const call = readArguments(args);
  const project = openProject(call.files, context);
  if (project === undefined) throw new UsageError('there is no Compose file here; give one with --file');
  const unknown = [...call.services, ...call.probes.keys()].find((name) => !project.services.has(name));
  if (unknown !== undefined) throw new UsageError(`the project ${project.name} has no service "${unknown}"`);
  const { environment, signal, stdout } = context;

  const unfinished = findUnfinished({ environment, project });
  if (unfinished === undefined && call.way !== undefined) throw new UsageError('no restart was cut off here');
  const way = unfinished && (await decide(unfinished, call, context));
  if (unfinished !== undefined && way === undefined) {
    if (call.json) stdout(`${unfinishedAsJson(project.name, unfinished)}\n`);
    return 2;
  }
  if (way === 'forget') {
    forgetUnfinished({ environment, project });
    stdout(call.json ? `${JSON.stringify({ project: project.name, forgotten: true })}\n` : 'Forgotten.\n');
    return 0;
  }
  if (unfinished !== undefined && !(await untilComposeEnded(unfinished))) {
    throw new UsageError(
      `the Compose that this restart had called (process ${unfinished.journal.compose?.pid}) is still at work`,
    );
  }
  const engine = await openEngine(context).catch((error: unknown) => {
    throw error instanceof EngineError ? new UsageError(error.message) : error;
  });
  const compose = await findCompose({ environment, signal });
  const heldChanges = hasHeldChanges(project.directory, environment);
  const shared = { engine, project, environment, heldChanges, compose, probes: call.probes, signal };
  const plan =
    way === 'go-back' && unfinished !== undefined
      ? await planRestore({ ...shared, point: unfinished.point })
      : await prepareRestart({ ...shared, services: wanted(call.services, way, unfinished) });
  if (plan === undefined) {
    forgetUnfinished({ environment, project });
    stdout(call.json ? `${JSON.stringify({ project: project.name, outcome: 'done', services: [] })}\n` : asBefore);
    return 0;
  }
  return confirmAndRun({ call, context, plan, engine, compose, way, unfinished });
};

const asBefore = 'All services run as they did before it; there is nothing to put back.\n';

/** What to do with a restart that was cut off; undefined: nobody says. */
async function decide(unfinished: UnfinishedRestart, call: Call, context: CommandContext): Promise<Way | undefined> {
  if (!call.json) context.stdout(`${describeUnfinished(unfinished)}\n`);
  if (call.way !== undefined) return call.way;
  if (!call.json) {
    context.stdout(
      '  --go-on    finish it\n  --go-back  put back what it had changed\n  --forget   leave the stack as it is\n',
    );
  }
  const answer = await askPerson('Go [o]n, go [b]ack, or [f]orget it? ', context);
  const ways: Readonly<Record<string, Way>> = { o: 'go-on', b: 'go-back', f: 'forget' };
  return ways[answer.toLowerCase().slice(0, 1)];
}

function wanted(
  services: readonly string[],
  way: Way | undefined,
  unfinished: UnfinishedRestart | undefined,
): readonly string[] {
  if (way !== 'go-on' || unfinished === undefined) return services;
  return [...new Set([...unfinished.broken, ...unfinished.open, ...services])];
}

async function confirmAndRun(options: {
  readonly call: Call;
  readonly context: CommandContext;
  readonly plan: RestartPlan;
  readonly engine: Engine;
  readonly compose: ComposeProgram | undefined;
  readonly way: Way | undefined;
  readonly unfinished: UnfinishedRestart | undefined;
}): Promise<ExitCode> {
  const { call, context, plan, engine, compose, way, unfinished } = options;
  const { environment, signal, stdout, interactive } = context;
  const { json } = call;
  if (!json) stdout(`${describePlan(plan)}\n\n`);
  if (plan.stopped) {
    stdout(json ? `${planAsJson(plan)}\n` : 'Stopped before anything was touched.\n');
    return 2;
  }
  if (!call.yes && !(await agrees('Carry this out?', context))) {
    const hint = interactive ? 'Nothing was touched.\n' : 'Nothing was touched; --yes carries the plan out.\n';
    stdout(json ? `${planAsJson(plan)}\n` : hint);
    return 0;
  }
  if (compose === undefined) {
    throw new UsageError('Docker Compose was not found; install the docker compose plugin, or docker-compose');
  }
  const { settle, deadline } = call;
  const resumed = way === 'go-on' && unfinished ? { goesOnFrom: unfinished.point } : {};
  const why = way === 'go-back' ? 'go-back' : 'restart';
  const run: RestartOptions = { plan, engine, compose, environment, signal, settle, deadline, why, ...resumed };
  const result = await orCutOff(
    followRestart(run, (line) => {
      if (!json) stdout(`${line}\n`);
    }),
    plan.project,
  );
  stdout(json ? `${resultAsJson(result)}\n` : `\n${describeResult(result)}\n`);
  return result.outcome === 'done' ? 0 : 1;
}

/** An engine that stays away cuts the restart off; then what to do next belongs into the message. */
async function orCutOff(run: Promise<RestartResult>, { name }: Project): Promise<RestartResult> {
  try {
    return await run;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new UsageError(
      `the restart of ${name} was cut off: ${error.message} Once the engine is back, "holdfast restart --go-on" finishes it and "--go-back" puts back what it had changed`,
    );
  }
}

function hasHeldChanges(directory: string, environment: CommandContext['environment']): boolean {
  const state = openState(stateFolder(environment));
  return state.projects().some((project) => project.directory === directory && project.proposals.list().length > 0);
}

type Call = ReturnType<typeof readArguments>;

function readArguments(args: readonly string[]) {
  return parseArguments(
    args,
    {
      usage,
      options: {
        file: { type: 'string', short: 'f', multiple: true, default: [] },
        yes: { type: 'boolean', short: 'y', default: false },
        'go-on': { type: 'boolean', default: false },
        'go-back': { type: 'boolean', default: false },
        forget: { type: 'boolean', default: false },
        format: { type: 'string', default: 'text' },
        settle: { type: 'string' },
        deadline: { type: 'string' },
        probe: { type: 'string', multiple: true, default: [] },
      },
    },
    ({ values, positionals }) => {
      const format = formatIn(['json', 'text'], values.format);
      const ways = (['go-on', 'go-back', 'forget'] as const).filter((way) => values[way]);
      if (ways.length > 1) throw new Error(`--${ways.join(' and --')} exclude each other`);
      return {
        services: positionals,
        files: values.file,
        yes: values.yes,
        way: ways[0],
        json: format === 'json',
        settle: milliseconds(values.settle),
        deadline: milliseconds(values.deadline),
        probes: probesIn(values.probe),
      };
    },
  );
}

/** `api=GET :8080/health`, by service. */
function probesIn(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const probes = new Map<string, string[]>();
  for (const text of texts) {
    const [, service, probe] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (service === undefined || probe === undefined) {
      throw new Error(`"${text}" is no probe; write for example --probe "api=GET :8080/health"`);
    }
    probes.set(service, [...(probes.get(service) ?? []), probe]);
  }
  return probes;
}

function milliseconds(seconds: string | undefined): number | undefined {
  if (seconds === undefined) return undefined;
  const value = Number(seconds);
  if (seconds.trim() === '' || !(value >= 0)) throw new Error(`"${seconds}" is no number of seconds`);
  return value * 1000;
}
