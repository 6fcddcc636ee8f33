import type { RestartPlan, RestartStep } from '../../core/stack/restart-plan.ts';
import { noteRestart } from '../monitor/note-restart.ts';
import { composeStep } from './compose-step.ts';
import { patiently } from './engine-patience.ts';
import { type Journal, type JournalStep, removeJournal, writeJournal } from './journal.ts';
import { lockRestarts } from './lock.ts';
import { markOf } from './process-mark.ts';
import type { RestartContext, RestartOptions } from './restart-context.ts';
import type { RestartEvent, RestartResult, ServiceOutcome } from './restart-event.ts';
import { restartFolder } from './restart-folder.ts';
import { giveUp, restartService } from './restart-service.ts';
import { openStackPoints } from './stack-points.ts';
import { findUnstable } from './stay-up.ts';
import { takePoint } from './take-point.ts';
import { verifyRunningSet } from './verify.ts';

/** Restore points that are kept of a project of which nobody has said how many. */
const defaultPointsKept = 10;

/**
 * Carries out a plan as a transaction. First a restore point is made, and everything is built and pulled, while all still
 * runs. Then, in the plan's order, each service is restarted, waited for and compared with before; one that fails is put
 * back to the image and configuration that ran, and those that need it are left alone. In the end all have to stay up for
 * a while. Nothing is ever removed: no `down`, no `-v`, no `--remove-orphans`.
 *
 * A cancellation takes effect between two actions, never in the middle of Compose replacing a container; a service that
 * was coming up is put back. How far it is stands in a journal, so that after a crash the next start can go on or back.
 *
 * @returns the last value; before it the events as they happen
 * @throws RestartLockedError; EngineError when the engine stays away (the journal stays then); Error when the plan says stop
 */
export async function* runRestart(options: RestartOptions): AsyncGenerator<RestartEvent, RestartResult> {
  const { plan, engine, environment, signal, goesOnFrom } = options;
  if (plan.stopped) throw new Error('The plan says stop; it may not be carried out.');
  const folder = restartFolder(environment, plan.project);
  const unlock = lockRestarts(folder);
  try {
    yield { kind: 'stage', stage: 'saving' };
    const points = openStackPoints(folder);
    const services = plan.steps.map(({ service }) => service);
    const { project } = plan;
    const keep = options.pointsKept ?? points.list().find((it) => it.keep !== undefined)?.keep ?? defaultPointsKept;
    const point =
      goesOnFrom ??
      (await takePoint({ engine, project, points, services, keep, why: options.why ?? 'restart', signal }).catch(
        (error: unknown) => {
          if (!signal.aborted) throw error;
          return undefined;
        },
      ));
    if (point === undefined) return cancelledAtOnce(plan);
    const document = await points.document(point, engine);
    const context: RestartContext = { ...options, point, document, ...keepJournal(folder, point.id, plan.steps) };

    const result = yield* carryOut(context);
    removeJournal(folder);
    noteRestart(result, environment);
    await points.prune({ keep, engine, spare: point.id });
    return result;
  } finally {
    unlock();
  }
}

async function* carryOut(context: RestartContext): AsyncGenerator<RestartEvent, RestartResult> {
  const { plan, engine, signal, point, enginePatience } = context;
  yield { kind: 'stage', stage: 'preparing' };
  const failure = yield* prepare(context);
  if (failure !== undefined) return untouched(context, failure);

  yield { kind: 'stage', stage: 'restarting' };
  const outcomes = new Map<string, ServiceOutcome>();
  for (const step of plan.steps) {
    const reason = whyNot(context, step, outcomes);
    if (reason === undefined) outcomes.set(step.service, yield* restartService(context, step));
    else {
      yield { kind: 'step', service: step.service, state: signal.aborted ? 'cancelled' : 'skipped', detail: reason };
      outcomes.set(step.service, unchanged(step, reason));
    }
  }
  yield { kind: 'stage', stage: 'verifying' };
  for (const { step, reason, container } of await findUnstable(context, outcomes)) {
    const started = Date.now() - (outcomes.get(step.service)?.duration ?? 0);
    outcomes.set(step.service, yield* giveUp({ context, step, reason, culprit: container, started }));
  }
  const now = await patiently(engine, enginePatience, () => engine.containers({ project: plan.project.name }));
  const missing = verifyRunningSet(point.containers, now);
  const afterwards = missing.filter(({ service }) => !isDown(outcomes.get(service))).map(({ message }) => message);
  yield { kind: 'stage', stage: 'finished' };
  const services = [...outcomes.values()];
  // A service that was put back because of a cancellation is what was asked for.
  const isFailure = ({ outcome: became }: ServiceOutcome) =>
    became === 'down' || (!signal.aborted && (became === 'rolled-back' || became === 'kept'));
  const failed = services.some(isFailure) || afterwards.length > 0;
  const outcome = failed ? 'failed' : signal.aborted ? 'cancelled' : 'done';
  return { outcome, plan, services, afterwards, point: point.id };
}

async function* prepare(context: RestartContext): AsyncGenerator<RestartEvent, ServiceOutcome | undefined> {
  const { plan, signal } = context;
  for (const step of plan.steps) {
    if (signal.aborted) return unchanged(step, 'The restart was cancelled before anything was touched.');
    if (step.prepare === 'nothing') continue;
    yield { kind: 'step', service: step.service, state: step.prepare === 'build' ? 'building' : 'pulling' };
    const reason = yield* composeStep(context, step, { action: step.prepare, signal });
    if (reason !== undefined) {
      yield { kind: 'step', service: step.service, state: 'failed', detail: reason };
      return unchanged(step, reason);
    }
    yield { kind: 'step', service: step.service, state: 'prepared' };
  }
  return undefined;
}

function whyNot(
  { signal }: RestartContext,
  step: RestartStep,
  outcomes: ReadonlyMap<string, ServiceOutcome>,
): string | undefined {
  if (signal.aborted) return 'The restart was cancelled before this service was touched.';
  const broken = step.after.find((name) => isDown(outcomes.get(name)));
  return broken && `${broken}, which it needs, is not up.`;
}

/** A journal that is on the disk before each thing that it tells of is done. */
function keepJournal(
  folder: string,
  point: string,
  steps: readonly RestartStep[],
): Pick<RestartContext, 'note' | 'noteCompose'> {
  const states = new Map<string, JournalStep>(
    steps.map(({ service, action }) => [service, { service, action, state: 'waiting' }]),
  );
  const at = new Date().toISOString();
  const services = steps.map(({ service }) => service);
  const write = (compose?: Journal['compose']) =>
    writeJournal(folder, { at, point, services, steps: [...states.values()], ...(compose && { compose }) });
  write();
  return {
    note(service, state) {
      const step = states.get(service);
      if (step !== undefined) states.set(service, { ...step, state });
      write();
    },
    noteCompose: (pid) => write(pid === undefined ? undefined : markOf(pid)),
  };
}

function unchanged(step: RestartStep, reason: string): ServiceOutcome {
  return { service: step.service, action: step.action, outcome: 'unchanged', reason, log: [], duration: 0 };
}

function cancelledAtOnce(plan: RestartPlan): RestartResult {
  const services = plan.steps.map((step) => unchanged(step, 'The restart was cancelled before anything was touched.'));
  return { outcome: 'cancelled', plan, services, afterwards: [], point: undefined };
}

function untouched({ plan, point, signal }: RestartContext, failure: ServiceOutcome): RestartResult {
  const services = plan.steps.map((step) =>
    step.service === failure.service ? failure : unchanged(step, `${failure.service} could not be prepared.`),
  );
  const outcome = signal.aborted ? 'cancelled' : 'nothing-touched';
  return { outcome, plan, services, afterwards: [], point: point.id };
}

function isDown(outcome: ServiceOutcome | undefined): boolean {
  return outcome?.outcome === 'down';
}
