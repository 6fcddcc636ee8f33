import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Container } from '../../core/stack/container.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { isRunning } from '../is-running.ts';
import { isAlive, markOf, type ProcessMark } from '../restart/process-mark.ts';
import { openRecordFolder } from '../state/record-folder.ts';
import { ownLabels } from './volume-access.ts';

/** The containers that mount a volume, Holdfast's own left out. */
export async function usersOf(
  engine: Engine,
  volume: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly Container[]> {
  const containers = await engine.containers(options);
  return containers.filter((container) => container.labels[ownLabels.role] === undefined && mounts(container, volume));
}

export function mounts(container: Container, volume: string): boolean {
  return container.mounts.some((mount) => mount.type === 'volume' && mount.name === volume);
}

/** True for one that may be writing, or will be again by itself. */
export function isAtWork({ state }: Container): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

/** Containers that were stopped for a while, and have to run again. */
export interface StoppedUsers {
  readonly containers: readonly Container[];
  /**
   * Starts them again; to be called whatever happened. Names of those that could not be started; they stay written down, so that
   * the next program tries once more.
   */
  startAgain(): Promise<readonly string[]>;
}

/**
 * Stops the containers that use a volume. Before the first is stopped it is written down which, so that a program that is
 * killed meanwhile leaves them to be started by the next one.
 *
 * @param folder see `stoppedFolder`
 */
export async function stopUsers(
  storage: EngineStorage,
  volume: string,
  options: { readonly folder: string; readonly signal?: AbortSignal | undefined },
): Promise<StoppedUsers> {
  const { engine } = storage;
  const records = openRecordFolder(options.folder);
  const users = (await usersOf(engine, volume, options)).filter(isAtWork);
  const record = `${createHash('sha256').update(volume).digest('hex').slice(0, 12)}-${randomBytes(4).toString('hex')}`;
  const stopped: Container[] = [];
  const startAgain = async () => {
    const failed: string[] = [];
    // Started in the order in which they were made: what others need is usually older.
    for (const container of [...stopped].sort((a, b) => a.created - b.created)) {
      await engine.start(container.id).catch(() => failed.push(container.name));
    }
    if (failed.length === 0) records.remove(record);
    return failed;
  };
  if (users.length > 0) {
    records.write(record, {
      engine: engine.endpoint.host,
      volume,
      process: markOf(process.pid),
      containers: users.map(({ id }) => id),
    } satisfies StoppedRecord);
  }
  try {
    for (const container of users) {
      stopped.push(container);
      await engine.stop(container.id, { signal: options.signal });
    }
  } catch (error) {
    await startAgain();
    throw error;
  }
  return { containers: users, startAgain };
}

/** Where it is written down what is stopped for the time being. */
export function stoppedFolder(stateFolder: string): string {
  return join(stateFolder, 'stopped');
}

/** Starts what programs stopped that were killed before they could start it again. Gives the names of the containers. */
export async function startLeftStopped(storage: EngineStorage, folder: string): Promise<readonly string[]> {
  const { engine } = storage;
  const records = openRecordFolder(folder);
  const started: string[] = [];
  for (const name of records.names()) {
    const record = records.read(name) as Partial<StoppedRecord> | undefined;
    if (record?.engine !== engine.endpoint.host || isStillAtIt(record.process)) continue;
    const { containers: ids = [] } = record;
    // Listed before the record goes: an engine that does not answer now is asked again the next time.
    const containers = await engine.containers({ ids });
    if (!records.remove(name)) continue;
    for (const container of containers) {
      if (isAtWork(container) || !ids.includes(container.id)) continue;
      await engine.start(container.id).then(
        () => started.push(container.name),
        () => {},
      );
    }
  }
  return started;
}

interface StoppedRecord {
  readonly engine: string;
  readonly volume: string;
  /** Early versions wrote the number alone. */
  readonly process: ProcessMark | number;
  /** Ids. */
  readonly containers: readonly string[];
}

/** Whether the program that stopped them lives; after a start of the machine its number can be another one's. */
function isStillAtIt(mark: StoppedRecord['process'] | undefined): boolean {
  return typeof mark === 'object' ? isAlive(mark) : isRunning(mark ?? 0);
}
