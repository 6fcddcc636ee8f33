import { isAbsolute } from 'node:path';
import { commands, Disposable, type LogOutputChannel, l10n, window, workspace } from 'vscode';
import { ageInWords } from '../../core/backup/inventory.ts';
import { volumesOf } from '../../core/backup/project-volumes.ts';
import { type BackupSettings, readBackupSettings } from '../../core/settings/backup-settings.ts';
import { startBackupScheduler } from '../../io/backup/backup-scheduler.ts';
import type { ScheduleEvent } from '../../io/backup/run-schedule.ts';
import { readSnapshot } from '../../io/engine/read-snapshot.ts';
import type { Stack } from '../stack-view/stack.ts';
import type { Volumes } from './volumes.ts';

const section = 'holdfast.backup';

/** What the person has set; workspaces have no say. */
export function readSettings(): BackupSettings {
  const configuration = workspace.getConfiguration(section);
  return readBackupSettings((name) => configuration.get(name));
}

/** Makes the folder that the person has set the one that every part of this window reads; a variable of the same meaning wins. */
export function adoptBackupFolder(log: LogOutputChannel): void {
  const folder = workspace.getConfiguration(section).get('folder');
  if (typeof folder !== 'string' || folder === '' || process.env.HOLDFAST_BACKUP_DIR) return;
  if (isAbsolute(folder)) process.env.HOLDFAST_BACKUP_DIR = folder;
  else log.warn(`holdfast.backup.folder is left aside: "${folder}" is no absolute path.`);
}

/** Backs the volumes of the workspace's projects up by themselves, and says once when that fails. */
export function scheduleBackups(options: {
  readonly stack: Stack;
  readonly volumes: Volumes;
  readonly log: LogOutputChannel;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Disposable {
  const { stack, volumes, log, environment } = options;
  let isTroubled = false;
  const scheduler = startBackupScheduler({
    settings: readSettings,
    folder: volumes.folder,
    environment,
    async target() {
      const projects = stack.view.projects.flatMap(({ project }) => project ?? []);
      if (stack.engine === undefined || projects.length === 0) return undefined;
      const storage = await volumes.storage();
      const snapshot = await readSnapshot(storage.engine, projects);
      return { storage, volumes: [...new Set(projects.flatMap((project) => volumesOf(project, snapshot)))] };
    },
    onEvent(event) {
      isTroubled = false;
      tell(event, log);
      if (event.kind !== 'tidied') void volumes.refresh({ sizes: false });
    },
    onTrouble(error) {
      if (!isTroubled) log.warn(`Backups by themselves: ${error instanceof Error ? error.message : error}`);
      isTroubled = true;
    },
  });
  let engine = stack.engine;
  return Disposable.from(
    scheduler,
    stack.onDidChange(() => {
      if (stack.engine === engine) return;
      engine = stack.engine;
      scheduler.look();
    }),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(section)) scheduler.look();
    }),
  );
}

function tell(event: ScheduleEvent, log: LogOutputChannel): void {
  if (event.kind === 'tidied') log.info(event.text);
  else if (event.kind === 'backed-up') log.info(`${event.backup.volume} was backed up by itself: ${event.backup.id}`);
  else if (event.kind === 'failed') {
    const { what, volume, message } = event;
    log.warn(`By itself, ${what} of ${volume}: ${message}`);
    const sentence =
      what === 'backup'
        ? l10n.t('The scheduled backup of {0} failed. {1} It is tried again within the hour.', volume, message)
        : l10n.t('The newest backup of {0} could not be tried out. {1}', volume, message);
    void warn(sentence);
  } else {
    const { backup, verification } = event;
    log.info(`${backup.id} was tried out by itself: ${verification.detail}`);
    if (verification.passed) return;
    const age = ageInWords(backup.at, Date.now());
    void warn(l10n.t('The backup of {0} from {1} is NOT good. {2}', backup.volume, age, verification.detail));
  }
}

async function warn(message: string): Promise<void> {
  const show = l10n.t('Show Volumes');
  if ((await window.showWarningMessage(message, show)) === show)
    await commands.executeCommand('holdfast.volumes.focus');
}
