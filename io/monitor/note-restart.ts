import type { TimelineEntry } from '../../core/monitor/timeline.ts';
import type { RestartResult } from '../restart/restart-event.ts';
import { stateFolder } from '../state/state-folder.ts';
import { openTimelineLog } from './timeline-log.ts';

const words: Readonly<Record<RestartResult['outcome'], readonly [TimelineEntry['weight'], string]>> = {
  done: ['good', 'was restarted safely'],
  failed: ['bad', 'could not be restarted'],
  cancelled: ['warning', 'was to be restarted, and that was cancelled'],
  'nothing-touched': ['warning', 'was to be restarted, and nothing was touched'],
};

/** Writes the end of a safe restart into the timeline, whichever program made it. */
export function noteRestart(
  { outcome, plan, services }: RestartResult,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  const log = openTimelineLog({ folder: stateFolder(environment) });
  const [weight, told] = words[outcome];
  for (const { service, reason } of services) {
    log.add({
      at: Date.now(),
      source: 'action',
      what: 'safe-restart',
      weight,
      project: plan.project.name,
      service,
      text: `${service} ${told}${reason === undefined ? '.' : `: ${reason}`}`,
    });
  }
  log.flush();
}
