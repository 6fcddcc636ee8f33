import type { RestartPlan, RestartStep } from '../../core/stack/restart-plan.ts';

/** What happens during a restart, as it happens. */
export type RestartEvent =
  | { readonly kind: 'stage'; readonly stage: RestartStage }
  | { readonly kind: 'step'; readonly service: string; readonly state: StepState; readonly detail?: string | undefined }
  | { readonly kind: 'output'; readonly service: string; readonly line: string };

export type RestartStage = 'saving' | 'preparing' | 'restarting' | 'verifying' | 'finished';

export type StepState =
  | 'building'
  | 'pulling'
  | 'prepared'
  | 'restarting'
  | 'waiting'
  | 'up'
  | 'failed'
  | 'rolling-back'
  | 'kept'
  | 'rolled-back'
  | 'not-rolled-back'
  | 'engine-away'
  | 'skipped'
  | 'cancelled';

export interface RestartResult {
  /** `done`: all up. `nothing-touched`: it failed before anything stopped. */
  readonly outcome: 'done' | 'failed' | 'cancelled' | 'nothing-touched';
  readonly plan: RestartPlan;
  readonly services: readonly ServiceOutcome[];
  /** What verification found missing over the whole project afterwards. */
  readonly afterwards: readonly string[];
  /** Id of the restore point from before; undefined when it was cancelled before there was one. */
  readonly point: string | undefined;
}

export interface ServiceOutcome {
  readonly service: string;
  readonly action: RestartStep['action'];
  /**
   * `unchanged`: not touched. `kept`: it failed before the old version was touched, which serves on. `rolled-back`: the old
   * version serves again. `down`: it does not run, and neither does the old one.
   */
  readonly outcome: 'up' | 'kept' | 'rolled-back' | 'down' | 'unchanged' | 'not-verified';
  /** Why it is so; undefined when all went well. */
  readonly reason?: string | undefined;
  /** The last lines that the failed container wrote. */
  readonly log: readonly string[];
  /** Milliseconds during which the service was being restarted. */
  readonly duration: number;
}
