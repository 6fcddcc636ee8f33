import type { Container } from '../../core/stack/container.ts';
import type { RestartStep } from '../../core/stack/restart-plan.ts';
import { isLocal } from '../engine/endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import { composeStep } from './compose-step.ts';
import { isPassing, patiently } from './engine-patience.ts';
import { askProbe } from './probe-http.ts';
import { answeringPorts } from './probe-ports.ts';
import { containersOfStep, gateOptions, type RestartContext } from './restart-context.ts';
import type { RestartEvent, ServiceOutcome } from './restart-event.ts';
import { containersOfService } from './stack-points.ts';
import { missingPorts, verifyMounts, verifyVolumes } from './verify.ts';
import { identifyVolumes } from './volume-identity.ts';
import { waitUntilUp } from './wait-until-up.ts';

const logLines = 30;

/**
 * Restarts one service, waits for it and compares it with before. One that fails, or whose coming up is cancelled, is put
 * back to the image and configuration that ran.
 *
 * @throws EngineError when the engine stays away
 */
export async function* restartService(
  context: RestartContext,
  planned: RestartStep,
): AsyncGenerator<RestartEvent, ServiceOutcome> {
  const { engine, signal } = context;
  const started = Date.now();
  const step = await afterBuild(engine, planned);
  const { service } = step;
  const answered = isLocal(engine.endpoint) ? await answeringPorts(step.before) : new Set<number>();
  context.note(service, 'touched');
  yield { kind: 'step', service, state: 'restarting' };
  // From here on until Compose has ended, a cancellation would leave the service half replaced.
  let reason = yield* composeStep(context, step, { action: step.action });
  let culprit: string | undefined;
  if (reason === undefined) {
    yield { kind: 'step', service, state: 'waiting' };
    try {
      const gate = await waitUntilUp({ ...gateOptions(context, step), signal });
      if (!gate.up) {
        reason = gate.reason;
        culprit = gate.container;
      }
    } catch (error) {
      if (!signal.aborted && (!(error instanceof EngineError) || isPassing(error))) throw error;
      reason = signal.aborted ? 'Cancelled while it came up.' : (error as EngineError).message;
    }
  }
  reason ??= await compareWithBefore(context, step, answered);
  if (reason === undefined) {
    context.note(service, 'up');
    yield { kind: 'step', service, state: 'up' };
    return { service, action: step.action, outcome: 'up', log: [], duration: Date.now() - started };
  }
  return yield* giveUp({ context, step, reason, culprit, started });
}

/**
 * Puts a service back whose new version does not do.
 *
 * @param options.culprit id of the container whose log tells why
 * @param options.started when its restart began, in milliseconds since the epoch
 */
export async function* giveUp(options: {
  readonly context: RestartContext;
  readonly step: RestartStep;
  readonly reason: string;
  readonly culprit?: string | undefined;
  readonly started: number;
}): AsyncGenerator<RestartEvent, ServiceOutcome> {
  const { context, step, reason, culprit, started } = options;
  const { service, action } = step;
  const cancelled = context.signal.aborted;
  const finish = (outcome: Pick<ServiceOutcome, 'outcome' | 'reason' | 'log'>): ServiceOutcome => {
    const isBack = outcome.outcome === 'rolled-back' || outcome.outcome === 'kept';
    context.note(service, isBack ? 'put-back' : 'left');
    return { service, action, duration: Date.now() - started, ...outcome };
  };
  yield { kind: 'step', service, state: cancelled ? 'cancelled' : 'failed', detail: reason };
  const { engine, enginePatience } = context;
  const now = await patiently(engine, enginePatience, () => containersOfStep(context, step));
  const log = cancelled ? [] : await lastLines(engine, culprit ?? now[0]?.id);
  const before = containersOfService(context.point, service);
  if (before.length === 0) {
    const why = cancelled ? 'It was left running.' : 'There is no earlier version to go back to.';
    return finish({ outcome: cancelled ? 'not-verified' : 'down', reason: `${reason} ${why}`, log });
  }
  const isRunning = now.every(({ state }) => state === 'running');
  if (isUntouched(before, now) && action === 'recreate' && isRunning) {
    yield { kind: 'step', service, state: 'kept' };
    return finish({ outcome: 'kept', reason, log: [] });
  }
  if (isUntouched(before, now)) {
    const why = cancelled
      ? 'It is the same container as before; it was left running.'
      : 'Nothing of it was changed, so there is nothing to put back.';
    return finish({ outcome: cancelled ? 'not-verified' : 'down', reason: `${reason} ${why}`, log });
  }
  yield { kind: 'step', service, state: 'rolling-back' };
  const failedBack = yield* rollBack(context, step, before);
  if (failedBack === undefined) {
    yield { kind: 'step', service, state: 'rolled-back' };
    return finish({ outcome: 'rolled-back', reason, log });
  }
  yield { kind: 'step', service, state: 'not-rolled-back', detail: failedBack };
  return finish({ outcome: 'down', reason: `${reason} The old version could not be put back: ${failedBack}`, log });
}

async function* rollBack(
  context: RestartContext,
  step: RestartStep,
  before: readonly Container[],
): AsyncGenerator<RestartEvent, string | undefined> {
  const { document } = context;
  if (document === undefined) return 'nothing is known of how it ran.';
  try {
    const complaint = yield* composeStep(context, step, { action: 'recreate', files: [document] });
    if (complaint !== undefined) return complaint;
    const gate = await waitUntilUp({
      ...gateOptions(context, step),
      wanted: before.length,
      // It ran before, so running is what it has to do again, as far as its own health check does not say more.
      step: { ...step, gate: step.gate === 'settled' ? 'healthy' : step.gate },
      // Going back is not cancelled with the restart: it is what makes a cancelled restart safe.
      signal: new AbortController().signal,
    });
    if (!gate.up) return gate.reason;
  } catch (error) {
    if (isPassing(error)) throw error;
    return error instanceof Error ? error.message : String(error);
  }
  const now = await patiently(context.engine, context.enginePatience, () => containersOfStep(context, step));
  return verifyMounts(before, now) ?? (await lostVolume(context));
}

/** A build may have made another image than the one that runs; then a restart alone would not bring it in. */
async function afterBuild(engine: Engine, step: RestartStep): Promise<RestartStep> {
  if (step.prepare === 'nothing' || step.action !== 'restart') return step;
  const image = await engine.image(step.image).catch(() => undefined);
  if (image === undefined || step.before.every((container) => container.imageId === image.id)) return step;
  return { ...step, action: 'recreate', reasons: [...step.reasons, 'Its image was built anew.'] };
}

async function compareWithBefore(
  context: RestartContext,
  step: RestartStep,
  answered: ReadonlySet<number>,
): Promise<string | undefined> {
  const { engine, point, signal } = context;
  const now = await patiently(engine, context.enginePatience, () => containersOfStep(context, step));
  const lost =
    verifyMounts(containersOfService(point, step.service), now) ??
    (await lostVolume(context)) ??
    (await missingPorts(answered, now));
  if (lost !== undefined || !isLocal(engine.endpoint)) return lost;
  for (const probe of step.probes) {
    const complaint = await askProbe({ service: step.service, probe, containers: now, signal });
    if (complaint !== undefined) return complaint;
  }
  return undefined;
}

async function lostVolume({ engine, enginePatience, point }: RestartContext): Promise<string | undefined> {
  const volumes = await patiently(engine, enginePatience, () => engine.volumes());
  return verifyVolumes(point.volumes, identifyVolumes(engine, volumes));
}

function isUntouched(before: readonly Container[], now: readonly Container[]): boolean {
  const ids = new Set(now.map((container) => container.id));
  return before.length === now.length && before.every((container) => ids.has(container.id));
}

async function lastLines(engine: Engine, id: string | undefined): Promise<readonly string[]> {
  try {
    return id === undefined ? [] : await engine.logs(id, { tail: logLines });
  } catch {
    return [];
  }
}
