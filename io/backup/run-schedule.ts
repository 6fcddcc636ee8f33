import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Attempt, dueBackups } from '../../core/backup/due-backups.ts';
import type { Backup, Verification } from '../../core/backup/manifest.ts';
import type { BackupSettings } from '../../core/settings/backup-settings.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { takeLock } from '../restart/lock.ts';
import { openRecordFolder } from '../state/record-folder.ts';
import { stateFolder } from '../state/state-folder.ts';
import { backUpVolume } from './back-up-volume.ts';
import { openCatalogue } from './catalogue.ts';
import { removeExpired } from './remove-expired.ts';
import { rehearse } from './restore-volume.ts';
import { tidyUp } from './tidy-up.ts';
import { stoppedFolder } from './volume-users.ts';

export interface ScheduleRun {
  readonly storage: EngineStorage;
  /** Their names on the engine. */
  readonly volumes: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly settings: BackupSettings;
  readonly signal: AbortSignal;
  readonly onEvent: (event: ScheduleEvent) => void;
}

export type ScheduleEvent =
  | { readonly kind: 'backed-up'; readonly backup: Backup }
  | { readonly kind: 'tried-out'; readonly backup: Backup; readonly verification: Verification }
  /** Told once, until it succeeds again; a backup, or the trial of the newest one. */
  | { readonly kind: 'failed'; readonly what: 'backup' | 'trial'; readonly volume: string; readonly message: string }
  /** Something that an earlier program had left was put right. */
  | { readonly kind: 'tidied'; readonly text: string };

/**
 * Makes the backups that are due and tries out those whose turn it is, one after the other. While another program does the
 * same, nothing is done. Databases write dumps, everything else is copied while it runs: nobody is there to be asked
 * whether something may stop.
 *
 * @returns milliseconds since the epoch: when there will be something to do; undefined: never, as it is set now
 */
export async function runSchedule(run: ScheduleRun): Promise<number | undefined> {
  const { storage, volumes, folder, environment, settings, signal, onEvent } = run;
  const engine = storage.engine.endpoint.host;
  const state = stateFolder(environment);
  const records = openRecordFolder(join(state, 'backup-schedule'));
  const recordOf = (volume: string) => createHash('sha256').update(`${engine}\n${volume}`).digest('hex').slice(0, 24);
  const attemptOf = (volume: string) => (records.read(recordOf(volume)) ?? {}) as Attempt;
  const catalogue = openCatalogue(folder);
  const due = () => {
    const attempts = new Map(volumes.map((volume) => [volume, attemptOf(volume)]));
    return dueBackups({ volumes, backups: catalogue.list({ engine }), attempts, settings, now: Date.now() });
  };
  const { backUp, tryOut, next } = due();
  if (backUp.length === 0 && tryOut.length === 0) return next;
  const unlock = takeLock(join(state, 'backup-schedule'));
  if (typeof unlock !== 'function') return Date.now() + busyPause;

  /** Writes down what came of one turn; a failure is told when the turn before was none. */
  async function turn(volume: string, name: keyof Attempt, work: () => Promise<void>): Promise<void> {
    signal.throwIfAborted();
    try {
      await work();
      records.write(recordOf(volume), { ...attemptOf(volume), [name]: undefined });
    } catch (error) {
      signal.throwIfAborted();
      const before = attemptOf(volume);
      const message = error instanceof Error ? error.message : String(error);
      const failure = { at: new Date().toISOString(), message };
      records.write(recordOf(volume), { ...before, [name]: failure } satisfies Attempt);
      if (before[name] !== undefined) return;
      onEvent({ kind: 'failed', what: name === 'failed' ? 'backup' : 'trial', volume, message });
    }
  }
  try {
    for (const text of await tidyUp({ storage, folder, environment })) onEvent({ kind: 'tidied', text });
    // Another program may have been at it until a moment ago.
    const encryption = settings.recipients.length === 0 ? undefined : { recipients: settings.recipients };
    for (const volume of due().backUp) {
      await turn(volume, 'failed', async () => {
        const request = { storage, volume, folder, stoppedFolder: stoppedFolder(state), encryption, signal };
        const backup = await backUpVolume({ ...request, level: 'best' });
        onEvent({ kind: 'backed-up', backup });
        removeExpired(catalogue, backup, settings.keep);
      });
    }
    for (const backup of due().tryOut) {
      await turn(backup.volume, 'notTried', async () => {
        const verification = await rehearse({ storage, backup, signal });
        onEvent({ kind: 'tried-out', backup, verification });
      });
    }
  } finally {
    unlock();
  }
  return due().next;
}

/** Milliseconds until it is looked again whether another program has done what was due. */
const busyPause = 5 * 60_000;
