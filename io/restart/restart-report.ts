import type { RestartPlan, RestartStep } from '../../core/stack/restart-plan.ts';
import type { RestartEvent, RestartResult, RestartStage, ServiceOutcome, StepState } from './restart-event.ts';

const actions: Readonly<Record<RestartStep['action'], string>> = {
  start: 'start',
  restart: 'restart as it is',
  recreate: 'recreate (a new container takes its place, its volumes stay)',
};

/**
 * The plan as a person reads it: the steps in order, then what speaks against them.
 *
 * @param options.short leaves out the checks that are fine
 */
export function describePlan(plan: RestartPlan, options: { readonly short?: boolean } = {}): string {
  const lines: string[] = [];
  const problems = plan.checks.flatMap((check) => check.problems);
  for (const result of ['stop', 'warning'] as const) {
    for (const problem of problems.filter((it) => it.result === result)) {
      lines.push(`${result === 'stop' ? '✖' : '⚠'} ${problem.message}`, `   → ${problem.wayOut}`);
    }
  }
  if (lines.length > 0) lines.push('');
  for (const [index, step] of plan.steps.entries()) {
    const prepare = step.prepare === 'build' ? ', built first' : step.prepare === 'pull' ? ', pulled first' : '';
    lines.push(`${index + 1}. ${step.service}: ${actions[step.action]}${prepare}`);
    for (const reason of options.short ? step.reasons.slice(0, 3) : step.reasons) lines.push(`   ${reason}`);
    const away = awayInWords(step);
    if (away !== undefined) lines.push(`   ${away}`);
  }
  if (plan.affected.length > 0) lines.push('', `Without them for the time: ${plan.affected.join(', ')}`);
  const fine = plan.checks.filter((check) => check.result === 'ok');
  if (options.short) lines.push('', `${fine.length} of ${plan.checks.length} checks are fine.`);
  else lines.push('', ...fine.map((check) => `✔ ${check.title}`));
  return lines.join('\n');
}

const gates: Readonly<Record<RestartStep['gate'], string>> = {
  healthy: 'until it is healthy',
  completed: 'until it has done its work',
  settled: 'until it is up',
  either: 'until it is up, or has done its work',
};

/** For how long a service will not serve, as far as that can be known. */
function awayInWords({ action, before, gate }: RestartStep): string | undefined {
  if (action === 'start' || !before.some(({ state }) => state === 'running')) return undefined;
  // The engine's own grace period is ten seconds.
  const stopping = Math.max(...before.map(({ details }) => details?.config.stopTimeout ?? 10));
  return `It is away for up to ${stopping} s while it stops, then ${gates[gate]}.`;
}

const states: Readonly<Record<StepState, string>> = {
  building: 'building',
  pulling: 'pulling its image',
  prepared: 'ready',
  restarting: 'restarting',
  waiting: 'waiting until it is up',
  up: 'up',
  failed: 'failed',
  'rolling-back': 'putting the old version back',
  kept: 'the old version was not touched and serves on',
  'rolled-back': 'the old version serves again',
  'not-rolled-back': 'the old version could not be put back',
  'engine-away': 'the engine went away; waiting for it',
  skipped: 'left alone',
  cancelled: 'cancelled',
};

const stages: Readonly<Partial<Record<RestartStage, string>>> = {
  saving: 'Making a restore point',
  verifying: 'Seeing that all stays up',
};

/** One line for an event; undefined for those that say nothing by themselves. */
export function describeEvent(event: RestartEvent): string | undefined {
  if (event.kind === 'output') return event.line.trim() === '' ? undefined : `${event.service}: ${event.line.trim()}`;
  if (event.kind === 'step') {
    return `${event.service}: ${states[event.state]}${event.detail === undefined ? '' : ` (${event.detail})`}`;
  }
  return stages[event.stage];
}

const outcomes: Readonly<Record<ServiceOutcome['outcome'], string>> = {
  up: 'is up',
  kept: 'failed; the old version was not touched and serves on',
  'rolled-back': 'failed; the old version serves again',
  down: 'is DOWN',
  unchanged: 'was not touched',
  'not-verified': 'was restarted, not verified',
};

/** The result; its first line says all that matters. */
export function describeResult(result: RestartResult): string {
  const lines = [headline(result), ''];
  for (const service of result.services) {
    const time = service.duration > 0 ? ` (${(service.duration / 1000).toFixed(1)} s)` : '';
    lines.push(`- ${service.service} ${outcomes[service.outcome]}${time}`);
    if (service.reason !== undefined) lines.push(`  ${service.reason}`);
    if (service.log.length > 0) {
      lines.push('  Its last lines:', '', '```text', ...service.log, '```', '');
    }
  }
  for (const line of result.afterwards) lines.push(`- ${line}`);
  return lines.join('\n');
}

function headline({ outcome, plan, services, afterwards }: RestartResult): string {
  const { name } = plan.project;
  const of = (wanted: ServiceOutcome['outcome']) => services.filter((it) => it.outcome === wanted);
  const named = (list: readonly ServiceOutcome[]) => list.map((it) => it.service).join(', ');
  switch (outcome) {
    case 'done':
      return `${name}: ${named(of('up'))} restarted and verified.`;
    case 'cancelled': {
      const parts = [
        [of('up'), 'restarted'],
        [of('rolled-back'), 'put back'],
        [of('not-verified'), 'left running'],
        [[...of('unchanged'), ...of('kept')], 'not touched'],
      ] as const;
      const told = parts.filter(([list]) => list.length > 0).map(([list, what]) => `${named(list)} ${what}`);
      return `${name}: the restart was cancelled: ${told.join('; ')}.`;
    }
    case 'nothing-touched': {
      const culprit = services.find((it) => it.reason !== undefined);
      return `${name}: nothing was touched. ${culprit?.service}: ${culprit?.reason}`;
    }
    case 'failed': {
      const down = of('down');
      const back = of('rolled-back');
      const kept = of('kept');
      const [first] = [...down, ...back, ...kept];
      if (first === undefined) return `${name}: ${afterwards.join(' ')}`;
      const what =
        down.length > 0
          ? `${named(down)} is down`
          : back.length > 0
            ? `${named(back)} failed; the old version serves again`
            : `${named(kept)} failed; the old version was not touched and serves on`;
      return `${name}: ${what}. ${first.reason ?? ''}`;
    }
  }
}
