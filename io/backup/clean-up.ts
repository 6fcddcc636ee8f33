import type { Backup } from '../../core/backup/manifest.ts';
import { type BackupRequest, backUpVolume } from './back-up-volume.ts';
import { checkData } from './data-file.ts';
import { usersOf } from './volume-users.ts';

/** What became of one volume that a person had ticked. */
export type CleanUpOutcome =
  | { readonly volume: string; readonly outcome: 'removed'; readonly backup: Backup | undefined }
  | { readonly volume: string; readonly outcome: 'kept'; readonly reason: string };

/**
 * Removes volumes that a person named, one by one: each is backed up first, the backup is read back, and only a volume that
 * still nobody uses is removed. One that fails stays and does not keep the others.
 *
 * @param options.withoutBackup volumes that the person wants to lose without one
 */
export async function* cleanUpVolumes(
  options: Omit<BackupRequest, 'volume' | 'level'> & {
    readonly volumes: readonly string[];
    readonly withoutBackup?: ReadonlySet<string> | undefined;
  },
): AsyncGenerator<CleanUpOutcome> {
  const { volumes, withoutBackup, ...request } = options;
  for (const volume of volumes) {
    if (request.signal?.aborted) {
      yield { volume, outcome: 'kept', reason: 'Cancelled.' };
      continue;
    }
    try {
      yield await cleanUp({ ...request, volume, level: 'best' }, withoutBackup?.has(volume) ? 'none' : 'needed');
    } catch (error) {
      yield { volume, outcome: 'kept', reason: error instanceof Error ? error.message : String(error) };
    }
  }
}

async function cleanUp(request: BackupRequest, backingUp: 'needed' | 'none'): Promise<CleanUpOutcome> {
  const { storage, volume, signal } = request;
  const usedBy = async () => (await usersOf(storage.engine, volume, { signal })).map(({ name }) => name).join(', ');
  const before = await usedBy();
  if (before !== '') return { volume, outcome: 'kept', reason: `It is used by ${before}.` };
  const backup = backingUp === 'needed' ? await backUpVolume(request) : undefined;
  if (backup !== undefined) {
    const check = await checkData(backup, { signal });
    if (!check.whole) return { volume, outcome: 'kept', reason: `Its backup cannot be read: ${check.reason}` };
  }
  const now = await usedBy();
  if (now !== '') return { volume, outcome: 'kept', reason: `Meanwhile it is used by ${now}.` };
  await storage.removeVolume(volume);
  return { volume, outcome: 'removed', backup };
}
