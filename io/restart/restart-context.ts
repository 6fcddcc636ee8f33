import type { Container } from '../../core/stack/container.ts';
import { wantedContainers } from '../../core/stack/declared.ts';
import type { RestartPlan, RestartStep } from '../../core/stack/restart-plan.ts';
import type { Engine } from '../engine/engine.ts';
import type { ComposeProgram } from './compose-command.ts';
import type { JournalStep } from './journal.ts';
import type { StackPoint } from './stack-points.ts';

export interface RestartOptions {
  readonly plan: RestartPlan;
  readonly engine: Engine;
  readonly compose: ComposeProgram;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** What this is, for its restore point; default `restart`. */
  readonly why?: StackPoint['why'] | undefined;
  /** Goes on with a restart that was cut off: what it went out from is where this one goes back to. */
  readonly goesOnFrom?: StackPoint | undefined;
  /** Milliseconds a service has to run without a restart before it counts as stable; default ten seconds. */
  readonly settle?: number | undefined;
  /** Milliseconds each service has to come up; default: by its health check's own times, at least a minute. */
  readonly deadline?: number | undefined;
  /** Restore points of the project that stay; default: as many as at the last restart that said so, at first ten. */
  readonly pointsKept?: number | undefined;
  /** Milliseconds for which an engine that went away is waited for; default two minutes. */
  readonly enginePatience?: number | undefined;
}

/** What the parts of one running restart share. */
export interface RestartContext extends RestartOptions {
  readonly point: StackPoint;
  /** The Compose file that makes the point's services again; undefined when nothing ran. */
  readonly document: string | undefined;
  /** Writes down how far a service is. */
  readonly note: (service: string, state: JournalStep['state']) => void;
  /** Writes down which Compose is at work. */
  readonly noteCompose: (pid: number | undefined) => void;
}

const defaultSettle = 10_000;

export function settleOf({ settle }: RestartOptions): number {
  return settle ?? defaultSettle;
}

export function gateOptions(options: RestartOptions, step: RestartStep) {
  const { engine, plan, deadline } = options;
  const service = plan.project.services.get(step.service);
  const wanted = service === undefined ? 1 : wantedContainers(service);
  return { engine, project: plan.project.name, step, wanted, settle: settleOf(options), deadline };
}

export async function containersOfStep(
  { engine, plan }: RestartOptions,
  step: Pick<RestartStep, 'service'>,
): Promise<Container[]> {
  const containers = await engine.containers({ project: plan.project.name });
  return containers.filter(({ compose: origin }) => origin?.service === step.service && !origin.oneOff);
}
