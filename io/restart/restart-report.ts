import type { RestartPlan, RestartStep } from '../../core/stack/restart-plan.ts';
import { inEnglish, type Say } from '../../core/text/say.ts';
import type { RestartEvent, RestartResult, RestartStage, ServiceOutcome, StepState } from './restart-event.ts';

const actions = (say: Say): Readonly<Record<RestartStep['action'], string>> => ({
  start: say('start'),
  restart: say('restart as it is'),
  recreate: say('recreate (a new container takes its place, its volumes stay)'),
});

/** The reasons that name nothing; the others, which name services and what differs, are English for now. */
const usualReasons = (say: Say): Readonly<Record<string, string>> => ({
  'You chose it.': say('You chose it.'),
  'Its image was built anew.': say('Its image was built anew.'),
});

/**
 * The plan as a person reads it: the steps in order, then what speaks against them.
 *
 * @param options.short leaves out the checks that are fine
 */
export function describePlan(
  plan: RestartPlan,
  options: { readonly short?: boolean; readonly say?: Say } = {},
): string {
  const { short, say = inEnglish } = options;
  const lines: string[] = [];
  const problems = plan.checks.flatMap((check) => check.problems);
  for (const result of ['stop', 'warning'] as const) {
    for (const problem of problems.filter((it) => it.result === result)) {
      lines.push(`${result === 'stop' ? '✖' : '⚠'} ${problem.message}`, `   → ${problem.wayOut}`);
    }
  }
  if (lines.length > 0) lines.push('');
  for (const [index, step] of plan.steps.entries()) {
    const prepare =
      step.prepare === 'build' ? say(', built first') : step.prepare === 'pull' ? say(', pulled first') : '';
    lines.push(`${index + 1}. ${step.service}: ${actions(say)[step.action]}${prepare}`);
    const reasons = short ? step.reasons.slice(0, 3) : step.reasons;
    for (const reason of reasons) lines.push(`   ${usualReasons(say)[reason] ?? reason}`);
    const away = awayInWords(step, say);
    if (away !== undefined) lines.push(`   ${away}`);
  }
  if (plan.affected.length > 0)
    lines.push('', say('Interrupted meanwhile, since they need it: {0}', plan.affected.join(', ')));
  const fine = plan.checks.filter((check) => check.result === 'ok');
  if (short) lines.push('', say('{0} of {1} checks passed.', fine.length, plan.checks.length));
  else lines.push('', ...fine.map((check) => `✔ ${say(check.title)}`));
  return lines.join('\n');
}

const gates = (say: Say): Readonly<Record<RestartStep['gate'], string>> => ({
  healthy: say('until it is healthy'),
  completed: say('until it has done its work'),
  settled: say('until it is up'),
  either: say('until it is up, or has done its work'),
});

/** For how long a service will not serve, as far as that can be known. */
function awayInWords({ action, before, gate }: RestartStep, say: Say): string | undefined {
  if (action === 'start' || !before.some(({ state }) => state === 'running')) return undefined;
  // The engine's own grace period is ten seconds.
  const stopping = Math.max(...before.map(({ details }) => details?.config.stopTimeout ?? 10));
  return say('It is away for up to {0} s while it stops, then {1}.', stopping, gates(say)[gate]);
}

const states = (say: Say): Readonly<Record<StepState, string>> => ({
  building: say('building'),
  pulling: say('pulling its image'),
  prepared: say('ready'),
  restarting: say('restarting'),
  waiting: say('waiting until it is up'),
  up: say('up'),
  failed: say('failed'),
  'rolling-back': say('putting the old version back'),
  kept: say('the old version was not touched and serves on'),
  'rolled-back': say('the old version serves again'),
  'not-rolled-back': say('the old version could not be put back'),
  'engine-away': say('the engine went away; waiting for it'),
  skipped: say('left alone'),
  cancelled: say('cancelled'),
});

const stages = (say: Say): Readonly<Partial<Record<RestartStage, string>>> => ({
  saving: say('Making a restore point'),
  verifying: say('Seeing that all stays up'),
});

/** One line for an event; undefined for those that say nothing by themselves. */
export function describeEvent(event: RestartEvent, say: Say = inEnglish): string | undefined {
  if (event.kind === 'output') return event.line.trim() === '' ? undefined : `${event.service}: ${event.line.trim()}`;
  if (event.kind === 'step') {
    return `${event.service}: ${states(say)[event.state]}${event.detail === undefined ? '' : ` (${event.detail})`}`;
  }
  return stages(say)[event.stage];
}

const outcomes = (say: Say): Readonly<Record<ServiceOutcome['outcome'], string>> => ({
  up: say('is up'),
  kept: say('failed; the old version was not touched and serves on'),
  'rolled-back': say('failed; the old version serves again'),
  down: say('is DOWN'),
  unchanged: say('was not touched'),
  'not-verified': say('was restarted, not verified'),
});

/** The result; its first line says all that matters. */
export function describeResult(result: RestartResult, say: Say = inEnglish): string {
  const lines = [headline(result, say), ''];
  for (const service of result.services) {
    const time = service.duration > 0 ? ` (${(service.duration / 1000).toFixed(1)} s)` : '';
    lines.push(`- ${service.service} ${outcomes(say)[service.outcome]}${time}`);
    if (service.reason !== undefined) lines.push(`  ${service.reason}`);
    if (service.log.length > 0) {
      lines.push(`  ${say('Its last lines:')}`, '', '```text', ...service.log, '```', '');
    }
  }
  for (const line of result.afterwards) lines.push(`- ${line}`);
  return lines.join('\n');
}

function headline({ outcome, plan, services, afterwards }: RestartResult, say: Say): string {
  const { name } = plan.project;
  const of = (wanted: ServiceOutcome['outcome']) => services.filter((it) => it.outcome === wanted);
  const named = (list: readonly ServiceOutcome[]) => list.map((it) => it.service).join(', ');
  switch (outcome) {
    case 'done':
      return say('{0}: {1} restarted and verified.', name, named(of('up')));
    case 'cancelled': {
      const parts = [
        [of('up'), say('restarted')],
        [of('rolled-back'), say('put back')],
        [of('not-verified'), say('left running')],
        [[...of('unchanged'), ...of('kept')], say('not touched')],
      ] as const;
      const told = parts.filter(([list]) => list.length > 0).map(([list, what]) => `${named(list)} ${what}`);
      return say('{0}: the restart was cancelled: {1}.', name, told.join('; '));
    }
    case 'nothing-touched': {
      const culprit = services.find((it) => it.reason !== undefined);
      return say('{0}: nothing was touched. {1}', name, `${culprit?.service}: ${culprit?.reason}`);
    }
    case 'failed': {
      const down = of('down');
      const back = of('rolled-back');
      const kept = of('kept');
      const [first] = [...down, ...back, ...kept];
      if (first === undefined) return `${name}: ${afterwards.join(' ')}`;
      const what =
        down.length > 0
          ? say('{0} is down', named(down))
          : back.length > 0
            ? say('{0} failed; the old version serves again', named(back))
            : say('{0} failed; the old version was not touched and serves on', named(kept));
      return `${name}: ${what}. ${first.reason ?? ''}`;
    }
  }
}
