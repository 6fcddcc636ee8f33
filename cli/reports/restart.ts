import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import type { RestartResult } from '../../io/restart/restart-event.ts';
import type { UnfinishedRestart } from '../../io/restart/unfinished.ts';

/** A plan as one JSON document. */
export function planAsJson(plan: RestartPlan): string {
  return JSON.stringify({ project: plan.project.name, ...planFields(plan), outcome: null, services: [] });
}

/** A result as one JSON document: the plan and what became of it. */
export function resultAsJson({ plan, outcome, services, afterwards, point }: RestartResult): string {
  return JSON.stringify({
    project: plan.project.name,
    ...planFields(plan),
    outcome,
    services: services.map(({ service, action, outcome: became, reason, log, duration }) => ({
      service,
      action,
      outcome: became,
      reason: reason ?? null,
      log,
      milliseconds: duration,
    })),
    afterwards,
    restorePoint: point ?? null,
  });
}

/** A restart that was cut off and waits for a decision, as one JSON document. */
export function unfinishedAsJson(project: string, { journal, done, broken, open }: UnfinishedRestart): string {
  const unfinished = { at: journal.at, restorePoint: journal.point, done, broken, open };
  return JSON.stringify({ project, stopped: true, unfinished, outcome: null, services: [] });
}

function planFields({ steps, checks, stopped, affected }: RestartPlan) {
  return {
    stopped,
    steps: steps.map(({ service, action, reasons, prepare, image, after, gate }) => ({
      service,
      action,
      reasons,
      prepare,
      image,
      after,
      gate,
    })),
    checks: checks.map(({ id, title, result, problems }) => ({ id, title, result, problems })),
    affected,
  };
}
