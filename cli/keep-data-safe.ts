import { volumesOf } from '../core/backup/project-volumes.ts';
import type { Project } from '../core/project/project.ts';
import type { BackupSettings } from '../core/settings/backup-settings.ts';
import { visibleText } from '../core/text/visible-text.ts';
import { startBackupScheduler } from '../io/backup/backup-scheduler.ts';
import { defaultBackupFolder } from '../io/backup/catalogue.ts';
import type { ScheduleEvent } from '../io/backup/run-schedule.ts';
import { openVolumeLocks, tookLockAway } from '../io/backup/volume-lock.ts';
import type { Engine, EngineEvent } from '../io/engine/engine.ts';
import { readSnapshot } from '../io/engine/read-snapshot.ts';
import { openStorage } from '../io/engine/storage.ts';
import { stateFolder } from '../io/state/state-folder.ts';
import type { CommandContext } from './command.ts';
import { backupAsJson } from './reports/backups.ts';

/** What a watching program does for a project's data: it makes pruned locks anew, and backups when their time has come. */
export interface DataKeeper {
  hear(event: EngineEvent): void;
  /** To be called whenever an engine has answered for the first time, or again. */
  connected(): void;
  dispose(): void;
}

export function keepDataSafe(options: {
  readonly project: Project;
  readonly settings: BackupSettings;
  readonly engine: () => Engine | undefined;
  readonly json: boolean;
  readonly context: CommandContext;
}): DataKeeper {
  const { project, settings, engine, json, context } = options;
  const { environment, stdout, stderr } = context;
  const complain = (what: string, error: unknown) =>
    stderr(`holdfast: ${what}: ${error instanceof Error ? error.message : error}\n`);

  async function remakeLocks(): Promise<void> {
    const current = engine();
    if (current === undefined) return;
    try {
      const locks = openVolumeLocks(await openStorage(current), stateFolder(environment));
      for (const volume of await locks.remake()) stderr(`holdfast: the lock of ${volume} was made anew\n`);
    } catch (error) {
      complain('locks could not be made anew', error);
    }
  }

  const scheduler = startBackupScheduler({
    settings: () => settings,
    folder: defaultBackupFolder(environment),
    environment,
    settle: 1000,
    async target() {
      const current = engine();
      if (current === undefined) return undefined;
      const snapshot = await readSnapshot(current, [project]);
      return { storage: await openStorage(current), volumes: volumesOf(project, snapshot) };
    },
    onEvent: (event) => stdout(json ? eventAsJson(event) : eventAsText(event)),
    onTrouble: (error) => complain('backups', error),
  });
  return {
    hear(event) {
      if (tookLockAway(event)) void remakeLocks();
    },
    connected() {
      void remakeLocks();
      scheduler.look();
    },
    dispose: () => scheduler.dispose(),
  };
}

function eventAsText(event: ScheduleEvent): string {
  return `${new Date().toISOString().slice(11, 19)}  backup  ${visibleText(words(event))}\n`;
}

function words(event: ScheduleEvent): string {
  switch (event.kind) {
    case 'backed-up':
      return `${event.backup.volume} is backed up: ${event.backup.id}`;
    case 'tried-out':
      return `${event.backup.id} was tried out: ${event.verification.passed ? '' : 'NOT GOOD. '}${event.verification.detail}`;
    case 'failed':
      return event.what === 'backup'
        ? `${event.volume} COULD NOT be backed up, and is tried again within the hour: ${event.message}`
        : `the newest backup of ${event.volume} could not be tried out: ${event.message}`;
    case 'tidied':
      return event.text;
  }
}

function eventAsJson(event: ScheduleEvent): string {
  const backup = 'backup' in event ? { backup: backupAsJson(event.backup) } : {};
  return `${JSON.stringify({ ...event, ...backup, kind: 'backup', event: event.kind })}\n`;
}
