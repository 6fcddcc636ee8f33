import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from '../../core/stack/container.ts';
import { wantedContainers } from '../../core/stack/declared.ts';
import { previousConfiguration } from '../../core/stack/previous-configuration.ts';
import type { RestartPlan, RestartStep } from '../../core/stack/restart-plan.ts';
import { isLocal } from '../engine/endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { ProcessError } from '../process.ts';
import { stateFolder } from '../state/state-folder.ts';
import { writeFileAtomically } from '../write-file.ts';
import { type ComposeProgram, runCompose } from './compose-command.ts';
import { lockRestarts } from './lock.ts';
import { answeringPorts } from './probe-ports.ts';
import type { RestartEvent, RestartResult, ServiceOutcome } from './restart-event.ts';
import { missingPorts, verifyMounts, verifyRunningSet } from './verify.ts';
import { waitUntilUp } from './wait-until-up.ts';

export interface RestartOptions {
  readonly plan: RestartPlan;
  readonly engine: Engine;
  readonly compose: ComposeProgram;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Milliseconds a service without a health check has to run without a restart; default ten seconds. */
  readonly settle?: number | undefined;
  /** Milliseconds each service has to come up; default: by its health check's own times, at least a minute. */
  readonly deadline?: number | undefined;
}

/** Limits in milliseconds. Building may take long; nothing is stopped meanwhile. */
const limits = { build: 60 * 60_000, pull: 30 * 60_000, up: 5 * 60_000 };
const defaultSettle = 10_000;
const logLines = 30;

/**
 * Carries out a plan. First everything is built and pulled, while all still runs. Then, in the plan's order, each service is
 * restarted, waited for and compared with before; one that fails is put back to the image and configuration that ran, and
 * those that need it are left alone. Nothing is ever removed: no `down`, no `-v`, no `--remove-orphans`.
 *
 * A cancellation takes effect between two actions, never in the middle of Compose replacing a container.
 *
 * @returns the last value; before it the events as they happen
 * @throws RestartLockedError; Error when the plan says stop
 */
export async function* runRestart(options: RestartOptions): AsyncGenerator<RestartEvent, RestartResult> {
  const { plan, engine, signal, environment } = options;
  if (plan.stopped) throw new Error('The plan says stop; it may not be carried out.');
  const folder = restartFolder(environment, plan);
  const unlock = lockRestarts(folder);
  try {
    const before = await engine.containers({ project: plan.project.name, signal });
    yield { kind: 'stage', stage: 'preparing' };
    const failure = yield* prepare(options);
    if (failure !== undefined) return untouched(plan, failure);

    yield { kind: 'stage', stage: 'restarting' };
    const outcomes = new Map<string, ServiceOutcome>();
    for (const step of plan.steps) {
      if (signal.aborted) {
        yield { kind: 'step', service: step.service, state: 'cancelled' };
        outcomes.set(step.service, unchanged(step, 'The restart was cancelled before this service was touched.'));
        continue;
      }
      const broken = step.after.find((name) => isDown(outcomes.get(name)));
      if (broken !== undefined) {
        const reason = `${broken}, which it needs, is not up.`;
        yield { kind: 'step', service: step.service, state: 'skipped', detail: reason };
        outcomes.set(step.service, unchanged(step, reason));
        continue;
      }
      outcomes.set(step.service, yield* carryOut(options, step, folder));
    }
    yield { kind: 'stage', stage: 'verifying' };
    const afterwards = verifyRunningSet(before, await engine.containers({ project: plan.project.name }));
    yield { kind: 'stage', stage: 'finished' };
    const services = [...outcomes.values()];
    const failed =
      services.some((it) => it.outcome === 'rolled-back' || it.outcome === 'down') || afterwards.length > 0;
    const outcome = failed ? 'failed' : signal.aborted ? 'cancelled' : 'done';
    return { outcome, plan, services, afterwards };
  } finally {
    unlock();
  }
}

async function* prepare(options: RestartOptions): AsyncGenerator<RestartEvent, ServiceOutcome | undefined> {
  for (const step of options.plan.steps) {
    if (options.signal.aborted) return unchanged(step, 'The restart was cancelled before anything was touched.');
    if (step.prepare === 'nothing') continue;
    yield { kind: 'step', service: step.service, state: step.prepare === 'build' ? 'building' : 'pulling' };
    const before = step.before[0]?.imageId;
    // The name moves on with the build; the image that runs must not become one that nobody names.
    if (before !== undefined) await options.engine.tag(before, keptName(options.plan, step)).catch(() => {});
    const reason = yield* compose(options, step, {
      args: step.prepare === 'build' ? ['build', step.service] : ['pull', step.service],
      timeLimit: step.prepare === 'build' ? limits.build : limits.pull,
      signal: options.signal,
    });
    if (reason !== undefined) {
      yield { kind: 'step', service: step.service, state: 'failed', detail: reason };
      return unchanged(step, reason);
    }
    yield { kind: 'step', service: step.service, state: 'prepared' };
  }
  return undefined;
}

async function* carryOut(
  options: RestartOptions,
  planned: RestartStep,
  folder: string,
): AsyncGenerator<RestartEvent, ServiceOutcome> {
  const { engine, plan, signal } = options;
  const started = Date.now();
  const step = await afterBuild(engine, planned);
  const { service } = step;
  const local = isLocal(engine.endpoint);
  const answered = local ? await answeringPorts(step.before) : new Set<number>();
  const previous = step.action === 'recreate' ? await savePrevious(options, step, folder) : undefined;
  const finish = (outcome: Omit<ServiceOutcome, 'service' | 'action' | 'duration'>): ServiceOutcome => ({
    service,
    action: step.action,
    duration: Date.now() - started,
    ...outcome,
  });

  yield { kind: 'step', service, state: 'restarting' };
  // From here on until Compose has ended, a cancellation would leave the service half replaced.
  let reason = yield* compose(options, step, { args: restartArguments(step), timeLimit: limits.up });
  let culprit: string | undefined;
  if (reason === undefined) {
    yield { kind: 'step', service, state: 'waiting' };
    try {
      const gate = await waitUntilUp({ ...gateOptions(options, step), signal });
      if (!gate.up) {
        reason = gate.reason;
        culprit = gate.container;
      }
    } catch (error) {
      if (signal.aborted) {
        yield { kind: 'step', service, state: 'cancelled' };
        return finish({ outcome: 'not-verified', reason: 'Cancelled while it came up; it was left running.', log: [] });
      }
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  reason ??= await compareWithBefore(options, step, answered);
  if (reason === undefined) {
    yield { kind: 'step', service, state: 'up' };
    return finish({ outcome: 'up', log: [] });
  }

  yield { kind: 'step', service, state: 'failed', detail: reason };
  const log = await lastLines(engine, plan, step, culprit);
  if (previous === undefined) {
    const why =
      step.before.length === 0
        ? 'There is no earlier version to go back to.'
        : 'Nothing of it was changed, so there is nothing to put back.';
    return finish({ outcome: 'down', reason: `${reason} ${why}`, log });
  }
  yield { kind: 'step', service, state: 'rolling-back' };
  const failedBack = yield* rollBack(options, step, previous);
  if (failedBack === undefined) {
    yield { kind: 'step', service, state: 'rolled-back' };
    return finish({ outcome: 'rolled-back', reason, log });
  }
  yield { kind: 'step', service, state: 'not-rolled-back', detail: failedBack };
  return finish({ outcome: 'down', reason: `${reason} The old version could not be put back: ${failedBack}`, log });
}

/** A build may have made another image than the one that runs; then a restart alone would not bring it in. */
async function afterBuild(engine: Engine, step: RestartStep): Promise<RestartStep> {
  if (step.prepare === 'nothing' || step.action !== 'restart') return step;
  const image = await engine.image(step.image).catch(() => undefined);
  if (image === undefined || step.before.every((container) => container.imageId === image.id)) return step;
  return { ...step, action: 'recreate', reasons: [...step.reasons, 'Its image was built anew.'] };
}

function restartArguments({ action, service }: RestartStep): string[] {
  if (action === 'restart') return ['restart', '--no-deps', service];
  const always = action === 'recreate' ? ['--force-recreate'] : [];
  return ['up', '--detach', '--no-deps', '--no-build', '--pull', 'never', ...always, service];
}

async function* compose(
  options: RestartOptions,
  step: RestartStep,
  call: {
    readonly args: readonly string[];
    readonly timeLimit: number;
    readonly signal?: AbortSignal;
    readonly files?: readonly string[];
  },
): AsyncGenerator<RestartEvent, string | undefined> {
  const { compose: program, engine, plan, environment } = options;
  const lines: string[] = [];
  let wake: () => void = () => {};
  let ended = false;
  const run = runCompose({
    compose: program,
    endpoint: engine.endpoint,
    project: plan.project,
    environment,
    ...call,
    onLine(line) {
      lines.push(line);
      wake();
    },
  })
    .then(
      ({ code, stderr }) => (code === 0 ? undefined : lastComplaint(stderr, code)),
      (error: unknown) => {
        if (error instanceof ProcessError) return `${error.message}.`;
        throw error;
      },
    )
    .finally(() => {
      ended = true;
      wake();
    });
  for (;;) {
    for (const line of lines.splice(0)) yield { kind: 'output', service: step.service, line };
    if (ended) return run;
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (ended || lines.length > 0) resolve();
    });
  }
}

/** The last lines of an error output that say something; progress lines do not. */
function lastComplaint(stderr: string, code: number | null): string {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(?:Container|Network|Volume|Image) \S+ +\w+$|^#\d+ /.test(line));
  return lines.slice(-3).join(' ') || `Compose ended with code ${code}.`;
}

async function compareWithBefore(
  { engine, plan }: RestartOptions,
  step: RestartStep,
  answered: ReadonlySet<number>,
): Promise<string | undefined> {
  const now = await containersOfStep(engine, plan, step);
  return verifyMounts(step.before, now) ?? (await missingPorts(answered, now));
}

async function containersOfStep(engine: Engine, plan: RestartPlan, step: RestartStep): Promise<Container[]> {
  const containers = await engine.containers({ project: plan.project.name });
  return containers.filter(({ compose: origin }) => origin?.service === step.service && !origin.oneOff);
}

function gateOptions({ engine, plan, settle, deadline }: RestartOptions, step: RestartStep) {
  const service = plan.project.services.get(step.service);
  const wanted = service === undefined ? 1 : wantedContainers(service);
  return { engine, project: plan.project.name, step, wanted, settle: settle ?? defaultSettle, deadline };
}

/** Writes down how the service runs now, and keeps its image under a name of its own. */
async function savePrevious(
  { engine, plan }: RestartOptions,
  step: RestartStep,
  folder: string,
): Promise<string | undefined> {
  const [first] = step.before;
  if (first === undefined) return undefined;
  const kept = keptName(plan, step);
  await engine.tag(first.imageId, kept);
  const reference = first.details?.config.image ?? first.image;
  // Under its own name the image says what it is; only when that name has moved on, the kept one is used.
  const image = (await engine.image(reference))?.id === first.imageId ? reference : kept;
  const text = previousConfiguration({ service: step.service, containers: step.before, image });
  if (text === undefined) return undefined;
  const file = join(folder, `${step.service}.previous.json`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileAtomically(file, text, { mode: 0o600 });
  return file;
}

async function* rollBack(
  options: RestartOptions,
  step: RestartStep,
  file: string,
): AsyncGenerator<RestartEvent, string | undefined> {
  const { engine } = options;
  const complaint = yield* compose(options, step, {
    args: ['up', '--detach', '--no-deps', '--no-build', '--pull', 'never', '--force-recreate', step.service],
    files: [file],
    timeLimit: limits.up,
  });
  if (complaint !== undefined) return complaint;
  const wanted = step.before.length;
  try {
    // Going back is not cancelled with the restart: it is what makes a cancelled restart safe.
    const gate = await waitUntilUp({ ...gateOptions(options, step), wanted, signal: new AbortController().signal });
    if (!gate.up) return gate.reason;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return verifyMounts(step.before, await containersOfStep(engine, options.plan, step));
}

async function lastLines(engine: Engine, plan: RestartPlan, step: RestartStep, culprit: string | undefined) {
  try {
    const id = culprit ?? (await containersOfStep(engine, plan, step))[0]?.id;
    return id === undefined ? [] : await engine.logs(id, { tail: logLines });
  } catch {
    return [];
  }
}

/** The name under which the image that ran is kept; one for each service, the last one. */
function keptName({ project }: RestartPlan, step: RestartStep): string {
  return `holdfast-previous/${project.name}-${step.service}:latest`.toLowerCase();
}

function restartFolder(environment: RestartOptions['environment'], { project }: RestartPlan): string {
  const key = createHash('sha256').update(`${project.directory}\n${project.name}`).digest('hex').slice(0, 16);
  return join(stateFolder(environment), 'restarts', key);
}

function unchanged(step: RestartStep, reason: string): ServiceOutcome {
  return { service: step.service, action: step.action, outcome: 'unchanged', reason, log: [], duration: 0 };
}

function untouched(plan: RestartPlan, failure: ServiceOutcome): RestartResult {
  const services = plan.steps.map((step) =>
    step.service === failure.service ? failure : unchanged(step, `${failure.service} could not be prepared.`),
  );
  return { outcome: 'nothing-touched', plan, services, afterwards: [] };
}

function isDown(outcome: ServiceOutcome | undefined): boolean {
  return outcome?.outcome === 'down';
}
