import { createTwoFilesPatch } from 'diff';
import { relative, resolve } from 'pathe';
import type { Project } from '../../core/project/project.ts';
import type { Container } from '../../core/stack/container.ts';
import { toPortablePath } from '../../io/disk.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { findCompose } from '../../io/restart/compose-command.ts';
import { describePoint, servicesOfPoint, titleOfPoint } from '../../io/restart/describe-point.ts';
import { findPoints, type ProjectPoints } from '../../io/restart/find-points.ts';
import { describePlan, describeResult } from '../../io/restart/restart-report.ts';
import { differingFiles, type FileDifference, judgeRestore, restoreFiles } from '../../io/restart/restore-files.ts';
import { planRestore } from '../../io/restart/restore-stack.ts';
import type { StackPoint } from '../../io/restart/stack-points.ts';
import { agentVariable } from '../agent-variables.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';
import { agrees, followRestart } from '../follow-restart.ts';
import { openEngine, openProject } from '../open-stack.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { planAsJson, resultAsJson } from '../reports/restart.ts';

const usage =
  'usage: holdfast snapshots [list | show ID | diff ID [FILE…] | restore ID (--file FILE… | --service NAME… | --all) [--yes]] [--format json|text]; "latest" is the newest ID';

/**
 * The restore points that each restart makes: list them, look at one, compare it with now, and bring back files, services
 * or the whole. Bringing back a file that would delete services needs a person at a terminal; services come back by a
 * restart with all its checks.
 *
 * Exit code 0: done; 1: it failed or was cancelled; 2: it needs a person, or the plan says stop.
 */
export const snapshots: Command = async (args, context) => {
  const call = readArguments(args);
  const found = pointsHere(context);
  if (call.action === 'list') {
    context.stdout(call.json ? `${listAsJson(found)}\n` : listAsText(found));
    return 0;
  }
  const point = found?.list.find(({ id }, index) => id === call.id || (call.id === 'latest' && index === 0));
  if (point === undefined)
    throw new UsageError(`there is no restore point "${call.id}" here; see "holdfast snapshots"`);
  if (call.action === 'show') return show(point, call, context);
  return call.action === 'diff' ? compare(point, call, context) : restore(point, call, context);
};

/** Those of this folder's project; also when its Compose file is gone. */
function pointsHere(context: CommandContext): ProjectPoints | undefined {
  const project = openProject([], context);
  const directory = project?.directory ?? context.cwd;
  const here = findPoints(context.environment).filter((it) => it.project.directory === directory);
  return here.find((it) => it.project.name === project?.name) ?? here[0];
}

function listAsText(found: ProjectPoints | undefined): string {
  if (found === undefined) return 'There is no restore point yet: each "holdfast restart" makes one.\n';
  return found.list.map((point) => `${point.id}  ${titleOfPoint(point)}\n`).join('');
}

function listAsJson(found: ProjectPoints | undefined): string {
  const restorePoints = (found?.list ?? []).map(({ id, at, why, services, git, files }) => {
    return { id, at, why, services, git: git ?? null, files: files.map(({ path, hash }) => ({ path, hash })) };
  });
  return JSON.stringify({ project: found?.project.name ?? null, restorePoints });
}

async function show(point: StackPoint, { json }: Call, context: CommandContext): Promise<ExitCode> {
  const now = await runningNow(point, context);
  if (!json) {
    context.stdout(describePoint({ point, environment: context.environment, now }));
    return 0;
  }
  const { id, at, why, git = null } = point;
  const differing = new Set(differingFiles({ point, ...context }).map(({ file }) => file.path));
  const files = point.files.map(({ path, hash }) => ({ path, hash, differs: differing.has(path) }));
  const volumes = point.volumes.map(({ name, created = null }) => ({ name, created }));
  context.stdout(`${JSON.stringify({ id, at, why, git, files, services: servicesOfPoint(point, now), volumes })}\n`);
  return 0;
}

async function runningNow(point: StackPoint, context: CommandContext): Promise<readonly Container[] | undefined> {
  try {
    return await (await openEngine(context)).containers({ project: point.project.name });
  } catch {
    // A point can be looked at without an engine.
    return undefined;
  }
}

async function compare(point: StackPoint, call: Call, context: CommandContext): Promise<ExitCode> {
  const files = chosenFiles(point, call.rest, context);
  const now = await runningNow(point, context);
  const services = servicesOfPoint(point, now).filter((it) => it.now !== 'the same containers' && it.now !== undefined);
  if (call.json) {
    const texts = files.map(({ file, then = null, now: text = null }) => ({ path: file.path, then, now: text }));
    context.stdout(`${JSON.stringify({ id: point.id, files: texts, services })}\n`);
    return 0;
  }
  for (const { file, then = '', now: text = '' } of files) {
    const name = relative(context.cwd, file.path);
    context.stdout(createTwoFilesPatch(`${name} (${point.at})`, `${name} (now)`, then, text));
  }
  for (const { service, image, now: state } of services) {
    context.stdout(
      `${service} (${image}) ran then; now it is ${state === 'not running' ? state : 'in another container'}.\n`,
    );
  }
  if (files.length + services.length === 0) context.stdout('Nothing differs.\n');
  return 0;
}

function chosenFiles(point: StackPoint, names: readonly string[], context: CommandContext): readonly FileDifference[] {
  const differing = differingFiles({ point, environment: context.environment });
  if (names.length === 0) return differing;
  const wanted = names.map((name) => toPortablePath(resolve(context.cwd, name)));
  const missing = wanted.find((path) => !point.files.some((file) => file.path === path));
  if (missing !== undefined) throw new UsageError(`the restore point has no file ${missing}`);
  return differing.filter(({ file }) => wanted.includes(file.path));
}

async function restore(point: StackPoint, call: Call, context: CommandContext): Promise<ExitCode> {
  const wantsFiles = call.files.length > 0 || call.all;
  if (!wantsFiles && call.services.length === 0) throw new UsageError(`say what to restore; ${usage}`);
  if (wantsFiles) {
    // A file that was absent then is only removed when it is named.
    const files = chosenFiles(point, call.files, context).filter(
      (it) => it.then !== undefined || call.files.length > 0,
    );
    const code = await bringFilesBack(point, files, call, context);
    if (code !== 0) return code;
  }
  return call.all || call.services.length > 0 ? bringServicesBack(point, call, context) : 0;
}

async function bringFilesBack(
  point: StackPoint,
  files: readonly FileDifference[],
  call: Call,
  context: CommandContext,
): Promise<ExitCode> {
  const tell = (text: string) => {
    if (!call.json) context.stdout(text);
  };
  if (files.length === 0) {
    tell('The files are as they were then.\n');
    return 0;
  }
  const { environment } = context;
  const judgement = judgeRestore({ point, environment }, files);
  const lost = judgement.changes.filter(({ verdict }) => verdict !== 'allow');
  const names = files.map(({ file }) => relative(context.cwd, file.path)).join(', ');
  tell(`Files to be replaced: ${names}. What stands there now is kept in Restore Points.\n`);
  for (const { message } of lost) tell(`⚠ ${message}\n`);
  const isPerson = context.interactive && agentVariable(environment) === undefined;
  if (lost.length > 0 && !isPerson) {
    context.stderr('holdfast: this would delete parts of the project, so a person has to do it at a terminal\n');
    return 2;
  }
  const agreed = call.yes && lost.length === 0 ? true : await agrees('Replace them?', context);
  if (!agreed) {
    tell('No file was touched.\n');
    return context.interactive ? 1 : 2;
  }
  restoreFiles({ point, environment }, files, 'terminal');
  tell(`Replaced: ${names}.\n`);
  return 0;
}

async function bringServicesBack(point: StackPoint, call: Call, context: CommandContext): Promise<ExitCode> {
  const { environment, signal, stdout } = context;
  const engine = await openEngine(context).catch((error: unknown) => {
    throw error instanceof EngineError ? new UsageError(error.message) : error;
  });
  const unknown = call.services.find((name) => !point.images.some(({ service }) => service === name));
  if (unknown !== undefined) throw new UsageError(`the restore point has no service "${unknown}"`);
  const compose = await findCompose({ environment, signal });
  if (compose === undefined) throw new UsageError('Docker Compose was not found');
  const project: Project | undefined = openProject([], context);
  if (project === undefined) throw new UsageError('there is no Compose file here; restore the files first');
  const services = call.services.length > 0 ? call.services : undefined;
  const options = { engine, project, point, environment, heldChanges: false, compose, signal };
  const plan = await planRestore({ ...options, services });
  if (plan === undefined) {
    stdout(call.json ? `${JSON.stringify({ project: project.name, outcome: 'done', services: [] })}\n` : asThen);
    return 0;
  }
  if (!call.json) stdout(`${describePlan(plan)}\n\n`);
  if (plan.stopped) {
    stdout(call.json ? `${planAsJson(plan)}\n` : 'Stopped before any service was touched.\n');
    return 2;
  }
  if (!call.yes && !(await agrees('Carry this out?', context))) {
    stdout(call.json ? `${planAsJson(plan)}\n` : 'No service was touched.\n');
    return 1;
  }
  const result = await followRestart({ plan, engine, compose, environment, signal, why: 'restore' }, (line) => {
    if (!call.json) stdout(`${line}\n`);
  });
  stdout(call.json ? `${resultAsJson(result)}\n` : `\n${describeResult(result)}\n`);
  return result.outcome === 'done' ? 0 : 1;
}

const asThen = 'The services run as they did then.\n';
const actions = ['list', 'show', 'diff', 'restore'] as const;

type Call = ReturnType<typeof readArguments>;

function readArguments(args: readonly string[]) {
  return parseArguments(
    args,
    {
      usage,
      options: {
        file: { type: 'string', short: 'f', multiple: true, default: [] },
        service: { type: 'string', short: 's', multiple: true, default: [] },
        all: { type: 'boolean', default: false },
        yes: { type: 'boolean', short: 'y', default: false },
        format: { type: 'string', default: 'text' },
      },
    },
    ({ values, positionals }) => {
      const [name = 'list', id, ...rest] = positionals;
      const action = actions.find((known) => known === name);
      if (action === undefined) throw new Error(`unknown action "${name}"`);
      if (action !== 'list' && id === undefined) throw new Error(`${action} needs the ID of a restore point`);
      const format = formatIn(['json', 'text'], values.format);
      const { file, service, all, yes } = values;
      return { action, id, rest, files: file, services: service, all, yes, json: format === 'json' };
    },
  );
}
