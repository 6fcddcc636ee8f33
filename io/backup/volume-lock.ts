import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { EngineEvent } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { openRecordFolder } from '../state/record-folder.ts';
import { BackupError } from './backup-error.ts';
import { makeHolder, ownLabels } from './volume-access.ts';

/**
 * Volume locks. A locked volume is mounted by a container that is never started, so that the engine refuses to remove it:
 * `volume rm -f`, `compose down -v` and `volume prune` leave it. `container prune` takes the lock away; whoever watches the
 * engine makes it anew from the record of what a person has locked.
 */
export interface VolumeLocks {
  /** Names of the volumes that have their lock on this engine now. */
  list(options?: { readonly signal?: AbortSignal | undefined }): Promise<ReadonlySet<string>>;
  /** Names of the volumes that a person has locked. */
  wanted(): readonly string[];
  /** @throws BackupError `no-volume` */
  lock(volume: string): Promise<void>;
  /** Only for a person's word. */
  unlock(volume: string): Promise<void>;
  /** Makes the locks that are wanted and not there; gives the volumes whose lock was made anew. */
  remake(): Promise<readonly string[]>;
}

interface LockRecord {
  readonly volume: string;
  readonly engine: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** @param stateFolder the state folder, where it is kept what a person has locked */
export function openVolumeLocks(storage: EngineStorage, stateFolder: string): VolumeLocks {
  const records = openRecordFolder(join(stateFolder, 'volume-locks'));
  const { engine } = storage;
  const { host } = engine.endpoint;
  const recordOf = (volume: string) => createHash('sha256').update(`${host}\n${volume}`).digest('hex').slice(0, 24);
  const holders = async (options: { readonly signal?: AbortSignal | undefined } = {}) => {
    const containers = await engine.containers(options);
    return containers.filter(({ labels }) => labels[ownLabels.role] === 'lock');
  };
  const hold = async (volume: string) => {
    await makeHolder(storage, {
      volume,
      readOnly: true,
      name: holderName(volume),
      labels: { [ownLabels.role]: 'lock', [ownLabels.volume]: volume },
    }).catch(async (error: unknown) => {
      // Another program was faster, unless somebody's own container has the name.
      const isTaken = error instanceof EngineError && error.reason === 'conflict';
      if (!isTaken || !(await list()).has(volume)) throw error;
    });
  };
  const wanted = () =>
    records
      .names()
      .map((name) => records.read(name) as Partial<LockRecord> | undefined)
      .filter((record) => record?.engine === host)
      .flatMap((record) => record?.volume ?? []);
  const list = async (options?: { readonly signal?: AbortSignal | undefined }) =>
    new Set((await holders(options)).flatMap(({ labels }) => labels[ownLabels.volume] ?? []));

  return {
    list,
    wanted,
    async lock(volume) {
      if ((await storage.volume(volume)) === undefined) {
        throw new BackupError('no-volume', `The engine has no volume "${volume}".`);
      }
      records.write(recordOf(volume), { volume, engine: host, at: new Date().toISOString() } satisfies LockRecord);
      if (!(await list()).has(volume)) await hold(volume);
    },
    async unlock(volume) {
      // The record goes first: otherwise a program that watches would make the lock anew.
      records.remove(recordOf(volume));
      for (const { id, labels } of await holders()) {
        if (labels[ownLabels.volume] === volume) await storage.removeContainer(id);
      }
    },
    async remake() {
      const there = await list();
      const made: string[] = [];
      for (const volume of wanted().filter((name) => !there.has(name))) {
        // Making a container for a volume that is gone would make an empty volume of its name.
        if ((await storage.volume(volume)) === undefined) continue;
        await hold(volume);
        made.push(volume);
      }
      return made;
    },
  };
}

/** Long names that begin alike have locks of different names. */
function holderName(volume: string): string {
  const name = `holdfast-lock-${volume}`;
  if (name.length <= longestName) return name;
  return `${name.slice(0, longestName - 13)}-${createHash('sha256').update(volume).digest('hex').slice(0, 12)}`;
}

const longestName = 120;

/** True for the event by which a lock has vanished. */
export function tookLockAway({ type, action, attributes }: EngineEvent): boolean {
  return type === 'container' && action === 'destroy' && attributes[ownLabels.role] === 'lock';
}
