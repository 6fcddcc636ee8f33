import { setTimeout as delay } from 'node:timers/promises';
import { bracketedExitCode, exitCodeInWords } from '../../core/stack/exit-code.ts';
import type { RestartStep } from '../../core/stack/restart-plan.ts';
import type { Engine, Inspection } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import { isPassing } from './engine-patience.ts';

export interface WaitOptions {
  readonly engine: Engine;
  readonly project: string;
  readonly step: RestartStep;
  readonly wanted: number;
  /** Milliseconds a container without a health check has to run without a restart. */
  readonly settle: number;
  /** Milliseconds in all; undefined: by the health check's own times. */
  readonly deadline?: number | undefined;
  readonly signal: AbortSignal;
}

export type GateResult =
  | { readonly up: true }
  | { readonly up: false; readonly reason: string; readonly container?: string };

/** Least time that a service gets to come up, in milliseconds. */
const shortestDeadline = 60_000;

/**
 * Waits until a service's containers are up: healthy; ended well; or, without a health check, running for a while without
 * a restart. Looks when the engine tells of an event, not at intervals. An engine that goes away in between is waited for.
 *
 * @throws EngineError `aborted`
 */
export async function waitUntilUp(options: WaitOptions): Promise<GateResult> {
  const { engine, project, step, signal } = options;
  const started = Date.now();
  let deadline = started + (options.deadline ?? shortestDeadline);
  let timedOut = 'It did not come up';
  const settled = new Map<string, { since: number; startedAt: string; restarts: number }>();
  for (;;) {
    if (signal.aborted) throw new EngineError('aborted', 'The restart was cancelled.');
    const heard = listen(options);
    try {
      await heard.open;
      const containers = await inspectAll(options);
      if (options.deadline === undefined) deadline = started + deadlineOf(containers);
      const result = judge(containers, options, settled);
      if ('up' in result) return result;
      timedOut = result.waitingFor;
      const left = deadline - Date.now();
      if (left <= 0) break;
      await heard.next(Math.min(left, result.lookAgain ?? left));
    } catch (error) {
      if (!isPassing(error)) throw error;
      timedOut = error.message;
      if (Date.now() >= deadline) break;
      // The engine itself went away; there is no event to wait for.
      await delay(500, undefined, { signal }).catch(() => {});
    } finally {
      await heard.close();
    }
  }
  const seconds = Math.round((deadline - started) / 1000);
  const [first] = await inspectAll(options).catch(() => []);
  return { up: false, reason: `${timedOut} within ${seconds} s.`, ...(first && { container: first.id }) };

  function listen({ signal: outer }: WaitOptions) {
    const abort = new AbortController();
    const onAbort = () => abort.abort();
    outer.addEventListener('abort', onAbort, { once: true });
    let ring: () => void = () => {};
    let rung = false;
    const bell = new Promise<void>((resolve) => {
      ring = () => {
        rung = true;
        resolve();
      };
    });
    let opened: () => void = () => {};
    const open = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const stream = engine
      .events({
        signal: abort.signal,
        onOpen: () => opened(),
        onEvent(event) {
          const { attributes } = event;
          const ours =
            attributes['com.docker.compose.project'] === project &&
            attributes['com.docker.compose.service'] === step.service;
          if (ours && !event.action.startsWith('exec_')) ring();
        },
      })
      .catch(() => {})
      .finally(() => {
        opened();
        ring();
      });
    return {
      open,
      async next(limit: number) {
        if (rung) return;
        const timer = new AbortController();
        await Promise.race([bell, delay(limit, undefined, { signal: timer.signal }).catch(() => {})]);
        timer.abort();
      },
      async close() {
        outer.removeEventListener('abort', onAbort);
        abort.abort();
        await stream;
      },
    };
  }
}

async function inspectAll({ engine, project, step, signal }: WaitOptions): Promise<Inspection[]> {
  const containers = await engine.containers({ project, signal });
  const own = containers.filter(({ compose }) => compose?.service === step.service && !compose.oneOff);
  return Promise.all(own.map((container) => engine.inspect(container.id, { signal })));
}

type Verdict = GateResult | { readonly waitingFor: string; readonly lookAgain?: number | undefined };

function judge(
  containers: readonly Inspection[],
  { step, wanted, settle }: WaitOptions,
  settled: Map<string, { since: number; startedAt: string; restarts: number }>,
): Verdict {
  if (containers.length < wanted) return { waitingFor: `Only ${containers.length} of ${wanted} containers exist` };
  let waiting: { waitingFor: string; lookAgain?: number | undefined } | undefined;
  for (const container of containers) {
    const result = judgeOne(container, step.gate, settle, settled);
    if ('up' in result) {
      if (!result.up) return result;
    } else waiting ??= result;
  }
  return waiting ?? { up: true };
}

function judgeOne(
  container: Inspection,
  gate: RestartStep['gate'],
  settle: number,
  settled: Map<string, { since: number; startedAt: string; restarts: number }>,
): Verdict {
  const running = container.pid > 0;
  const fail = (reason: string): Verdict => ({ up: false, reason, container: container.id });
  const ended = exitCodeInWords({ exitCode: container.exitCode, details: container });
  if (container.error !== '') return fail(`${container.name} ${ended}.`);
  if (gate === 'completed' && !running && container.finishedAt !== undefined) {
    return container.exitCode === 0
      ? { up: true }
      : fail(`${container.name} ${ended}${bracketedExitCode(ended, container.exitCode)}.`);
  }
  if (gate === 'either' && !running && container.finishedAt !== undefined && container.exitCode === 0)
    return { up: true };
  if (gate === 'completed') return { waitingFor: `${container.name} did not end` };

  const known = settled.get(container.id);
  const startedAt = container.startedAt ?? '';
  if (known === undefined)
    settled.set(container.id, { since: Date.now(), startedAt, restarts: container.restartCount });
  const restarts = container.restartCount - (known?.restarts ?? container.restartCount);
  const comesBack = container.config.restartPolicy !== 'no';
  if (restarts >= 3) return fail(`${container.name} was restarted ${restarts} times; the last time it ${ended}.`);
  if (!running) {
    if (!comesBack && container.finishedAt !== undefined) {
      return fail(`${container.name} ${ended}${bracketedExitCode(ended, container.exitCode)} right after its start.`);
    }
    return { waitingFor: `${container.name} did not stay up` };
  }
  if (gate === 'healthy' && container.health !== undefined) {
    const { status, log } = container.health;
    if (status === 'healthy') return { up: true };
    const output = log.at(-1)?.output.trim().split('\n').at(-1);
    if (status === 'unhealthy') return fail(`${container.name} is unhealthy${output ? `: ${output}` : ''}.`);
    return { waitingFor: `${container.name} did not become healthy${output ? ` (${output})` : ''}` };
  }
  const since = known?.startedAt === startedAt ? known.since : Date.now();
  if (known !== undefined && known.startedAt !== startedAt) settled.set(container.id, { ...known, since, startedAt });
  const left = since + settle - Date.now();
  return left <= 0 ? { up: true } : { waitingFor: `${container.name} did not stay up`, lookAgain: left };
}

/** What the health checks themselves allow, and half a minute more. */
function deadlineOf(containers: readonly Inspection[]): number {
  const seconds = containers.map(({ config: { healthcheck } }) => {
    if (healthcheck === undefined) return 0;
    const or = (nanoseconds: number, fallback: number) => (nanoseconds > 0 ? nanoseconds / 1e9 : fallback);
    const probe = or(healthcheck.interval, 30) + or(healthcheck.timeout, 30);
    return or(healthcheck.startPeriod, 0) + probe * (healthcheck.retries || 3) + 30;
  });
  return Math.max(shortestDeadline, ...seconds.map((value) => value * 1000));
}
