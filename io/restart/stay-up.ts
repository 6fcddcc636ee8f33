import { setTimeout as delay } from 'node:timers/promises';
import { bracketedExitCode, exitCodeInWords } from '../../core/stack/exit-code.ts';
import type { RestartStep } from '../../core/stack/restart-plan.ts';
import type { Inspection } from '../engine/engine.ts';
import { patiently } from './engine-patience.ts';
import { containersOfStep, type RestartContext, settleOf } from './restart-context.ts';
import type { ServiceOutcome } from './restart-event.ts';

export interface Unstable {
  readonly step: RestartStep;
  readonly reason: string;
  readonly container: string;
}

/**
 * Waits until every restarted service has run for the settle window, and looks which of them did not stay up: a health
 * check can pass once and the program die a second later. A cancellation ends the waiting, not the look.
 *
 * @throws EngineError when the engine stays away
 */
export async function findUnstable(
  context: RestartContext,
  outcomes: ReadonlyMap<string, ServiceOutcome>,
): Promise<readonly Unstable[]> {
  const { plan, signal } = context;
  // Those that may end are judged by how they ended, which the gate has done.
  const steps = plan.steps.filter(
    ({ service, gate }) => outcomes.get(service)?.outcome === 'up' && (gate === 'healthy' || gate === 'settled'),
  );
  const first = await inspectAll(context, steps);
  const windowEnds = Math.max(
    0,
    ...first.flatMap(({ containers }) => containers.map((it) => Date.parse(it.startedAt ?? '') + settleOf(context))),
  );
  const left = windowEnds - Date.now();
  // Clocks of machines differ; never longer than the window itself.
  if (left > 0) await delay(Math.min(left, settleOf(context)), undefined, { signal }).catch(() => {});
  const second = left > 0 ? await inspectAll(context, steps) : first;
  return second.flatMap(({ step, containers }, index) => {
    const earlier = new Map(first[index]?.containers.map((container) => [container.id, container]));
    for (const container of containers) {
      const reason = whyUnstable(container, earlier.get(container.id));
      if (reason !== undefined) return [{ step, reason, container: container.id }];
    }
    return [];
  });
}

function whyUnstable(container: Inspection, earlier: Inspection | undefined): string | undefined {
  const { name, health, pid, restartCount } = container;
  const ended = exitCodeInWords({ exitCode: container.exitCode, details: container });
  if (pid === 0) return `${name} came up, and ${ended} soon after${bracketedExitCode(ended, container.exitCode)}.`;
  const again = restartCount - (earlier?.restartCount ?? restartCount);
  if (again > 0) return `${name} came up, and had to be restarted by the engine soon after.`;
  return health?.status === 'unhealthy' ? `${name} came up, and became unhealthy soon after.` : undefined;
}

async function inspectAll(context: RestartContext, steps: readonly RestartStep[]) {
  const { engine, enginePatience } = context;
  return Promise.all(
    steps.map(async (step) => {
      const containers = await patiently(engine, enginePatience, async () =>
        Promise.all((await containersOfStep(context, step)).map(({ id }) => engine.inspect(id))),
      );
      return { step, containers };
    }),
  );
}
