import type { Disposable, LogOutputChannel } from 'vscode';
import { tidyUp } from '../../io/backup/tidy-up.ts';
import type { Stack } from '../stack-view/stack.ts';
import { registerBackupCommands } from './backup-commands.ts';
import { registerNameCommand } from './name-command.ts';
import { registerRestoreCommands } from './restore-commands.ts';
import { adoptBackupFolder, scheduleBackups } from './scheduled-backups.ts';
import { watchVolumes } from './volumes.ts';
import { showVolumesView } from './volumes-view.ts';

export interface DataView extends Disposable {
  readonly isVisible: boolean;
  /** Called when somebody begins or ends to look at it. */
  onDidChangeVisibility(listener: () => void): Disposable;
}

/** Starts the Volumes view with its commands: backups, restores, locks and clean-ups. */
export function startDataView(options: {
  readonly stack: Stack;
  readonly log: LogOutputChannel;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): DataView {
  const { stack, log, environment } = options;
  adoptBackupFolder(log);
  const volumes = watchVolumes(options);
  const view = showVolumesView(volumes);
  const parts: Disposable[] = [
    view,
    volumes,
    registerBackupCommands({ ...options, volumes, view }),
    registerRestoreCommands({ ...options, volumes, view }),
    registerNameCommand({ ...options, volumes, view }),
    scheduleBackups({ ...options, volumes }),
  ];
  // What a window that was killed left half-done is put right as soon as there is an engine.
  let tidied = false;
  const tidying = stack.onDidChange(async () => {
    if (tidied || stack.engine === undefined) return;
    tidied = true;
    try {
      for (const line of await tidyUp({ storage: await volumes.storage(), folder: volumes.folder, environment })) {
        log.info(line);
      }
    } catch (error) {
      log.warn(`Tidying up after earlier backups: ${error instanceof Error ? error.message : error}`);
    }
  });
  parts.push(tidying);
  return {
    get isVisible() {
      return view.tree.visible;
    },
    onDidChangeVisibility: (listener) => view.tree.onDidChangeVisibility(listener),
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}
