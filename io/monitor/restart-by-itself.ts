import type { Alert } from '../../core/monitor/alert.ts';
import { decideRestart, type MountMark, markMounts } from '../../core/monitor/auto-restart.ts';
import type { TimelineEntry } from '../../core/monitor/timeline.ts';
import type { Project } from '../../core/project/project.ts';
import type { AlertKind, MonitorSettings } from '../../core/settings/read-monitor-settings.ts';
import { isFine } from '../../core/stack/service-state.ts';
import type { EngineSnapshot } from '../../core/stack/snapshot.ts';
import type { ServiceView, StackView } from '../../core/stack/stack.ts';
import type { Engine } from '../engine/engine.ts';

/** Where the volumes of services are remembered, by `PROJECT/SERVICE`, beyond the life of this process. */
export interface MarkStore {
  get(key: string): readonly MountMark[] | undefined;
  set(key: string, marks: readonly MountMark[]): void;
}

export interface RestarterOptions {
  readonly settings: () => MonitorSettings;
  readonly engine: () => Engine | undefined;
  /** True while an edit of the project waits for a person, or a restart is under way. */
  readonly isBusy: (project: Pick<Project, 'directory' | 'name'>) => boolean;
  readonly marks: MarkStore;
  readonly note: (entry: TimelineEntry) => void;
  /** Told once for each trouble that no restart may mend. */
  readonly onGiveUp: (alert: Alert) => void;
  /** Asks to be called again after so many milliseconds. */
  readonly again: (milliseconds: number) => void;
}

export interface Restarter {
  see(now: {
    readonly view: StackView;
    readonly snapshot: EngineSnapshot;
    readonly alerts: readonly Alert[];
    readonly now: number;
  }): void;
}

/** Troubles that starting the same container again may mend. A loop is the engine's own restarts at work. */
const mendable: ReadonlySet<AlertKind> = new Set(['exited', 'unhealthy', 'out-of-memory', 'port-lost']);

/** Restarts services in trouble, where a person switched that on: never more often than allowed, never over changed data. */
export function makeRestarter(options: RestarterOptions): Restarter {
  const { settings, engine, isBusy, marks, note, onGiveUp, again } = options;
  const restarts = new Map<string, readonly number[]>();
  const underWay = new Set<string>();
  const givenUp = new Set<string>();

  async function restart(service: ServiceView, key: string, now: number): Promise<void> {
    const connected = engine();
    if (connected === undefined || underWay.has(key)) return;
    underWay.add(key);
    restarts.set(key, [...(restarts.get(key) ?? []).slice(-settings().autoRestartLimit), now]);
    const about = { source: 'action', project: service.project, service: service.name } as const;
    note({
      ...about,
      at: now,
      what: 'auto-restart',
      weight: 'plain',
      text: `${service.name} is restarted automatically.`,
    });
    try {
      for (const { container } of service.containers) {
        if (container.state === 'running') await connected.restart(container.id);
        else await connected.start(container.id);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const text = `The automatic restart of ${service.name} failed: ${reason}`;
      note({ ...about, at: Date.now(), what: 'auto-restart', weight: 'bad', text });
    } finally {
      underWay.delete(key);
      again(1000);
    }
  }

  return {
    see({ view, snapshot, alerts, now }) {
      if (view.engine.kind !== 'connected') return;
      for (const project of view.projects) {
        if (project.project === undefined) continue;
        for (const service of project.services) {
          const key = `${project.name}/${service.name}`;
          const marksNow = markMounts(
            service.containers.map(({ container }) => container),
            snapshot.volumes,
          );
          const alert = alerts.find((it) => `${it.project}/${it.service}` === key && mendable.has(it.kind));
          if (alert === undefined) {
            if (service.containers.length > 0 && isFine(service.state)) {
              if (JSON.stringify(marks.get(key)) !== JSON.stringify(marksNow)) marks.set(key, marksNow);
              givenUp.delete(key);
            }
            continue;
          }
          if (!settings().autoRestart || underWay.has(key) || givenUp.has(key)) continue;
          const answer = decideRestart({
            service,
            now,
            since: alert.since,
            restarts: restarts.get(key) ?? [],
            limit: settings().autoRestartLimit,
            marksBefore: marks.get(key),
            marksNow,
            isBusy: isBusy(project.project),
          });
          if (answer.kind === 'restart') void restart(service, key, now);
          else if (answer.kind === 'wait') again(answer.next);
          else {
            givenUp.add(key);
            note({
              at: now,
              source: 'action',
              what: 'auto-restart',
              weight: 'warning',
              project: project.name,
              service: service.name,
              text: `Not restarted automatically: ${answer.reason}`,
            });
            const text = `${alert.text} It is not restarted automatically: ${answer.reason}`;
            onGiveUp({ ...alert, text, inWords: undefined });
          }
        }
      }
    },
  };
}
