import type { BackupSettings } from '../../core/settings/backup-settings.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { runSchedule, type ScheduleRun } from './run-schedule.ts';

export interface BackupSchedulerOptions extends Pick<ScheduleRun, 'folder' | 'environment' | 'onEvent'> {
  readonly settings: () => BackupSettings;
  /** The engine and the names of the volumes; undefined while no engine is connected. */
  readonly target: () => Promise<{ readonly storage: EngineStorage; readonly volumes: readonly string[] } | undefined>;
  /** A whole turn failed: the engine does not answer, or the folder cannot be written. The next turn tries again. */
  readonly onTrouble: (error: unknown) => void;
  /** Milliseconds before what was missed is caught up on; default one minute. */
  readonly settle?: number | undefined;
}

export interface BackupScheduler {
  /** Looks anew after a while: settings, the engine or the projects have changed. */
  look(): void;
  /** Ends it; a backup that is being made is given up, and nothing is left of it. */
  dispose(): void;
}

/** Milliseconds; a computer that slept does not wake timers in time, so it is looked now and then. */
const pauses = { settle: 60_000, longest: 15 * 60_000 };

/** Makes backups by themselves for as long as it runs. Does nothing at all while that is switched off. */
export function startBackupScheduler(options: BackupSchedulerOptions): BackupScheduler {
  const { settings, target, onTrouble, settle = pauses.settle } = options;
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let running = false;

  const isWanted = () => settings().everyHours > 0 || settings().rehearseDays > 0;
  function wait(pause: number): void {
    clearTimeout(timer);
    timer = undefined;
    if (abort.signal.aborted || !isWanted()) return;
    timer = setTimeout(() => void turn(), pause);
  }
  async function turn(): Promise<void> {
    if (running || !isWanted()) return;
    running = true;
    let next: number | undefined;
    try {
      const found = await target();
      if (found !== undefined)
        next = await runSchedule({ ...options, ...found, settings: settings(), signal: abort.signal });
    } catch (error) {
      if (!abort.signal.aborted) onTrouble(error);
    }
    running = false;
    const pause = next === undefined ? pauses.longest : Math.min(pauses.longest, next - Date.now());
    wait(Math.max(settle, pause));
  }
  wait(settle);
  return {
    look() {
      if (!running) wait(settle);
    },
    dispose() {
      abort.abort();
      clearTimeout(timer);
    },
  };
}
