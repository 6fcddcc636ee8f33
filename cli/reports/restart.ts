import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import type { RestartResult } from '../../io/restart/restart-event.ts';

/** A plan as one JSON document. */
export function planAsJson(plan: RestartPlan): string {
  return JSON.stringify({ project: plan.project.name, ...planFields(plan), outcome: null, services: [] });
}

/** A result as one JSON document: the plan and what became of it. */
export function resultAsJson({ plan, outcome, services, afterwards }: RestartResult): string {
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
  });
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
