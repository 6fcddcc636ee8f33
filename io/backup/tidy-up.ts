import type { EngineStorage } from '../engine/storage.ts';
import { stateFolder } from '../state/state-folder.ts';
import { removeUnfinished } from './data-file.ts';
import { removeLeftHelpers } from './volume-access.ts';
import { openVolumeLocks } from './volume-lock.ts';
import { startLeftStopped, stoppedFolder } from './volume-users.ts';

/**
 * Puts right what programs left that were killed in the middle: containers that were stopped for a copy are started, helpers
 * and half-written files are removed, locks that were pruned are made anew.
 *
 * @returns sentences for a person; none: all was in order
 */
export async function tidyUp(options: {
  readonly storage: EngineStorage;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): Promise<readonly string[]> {
  const { storage, folder, environment } = options;
  const state = stateFolder(environment);
  removeUnfinished(folder);
  await removeLeftHelpers(storage);
  const started = await startLeftStopped(storage, stoppedFolder(state));
  const locked = await openVolumeLocks(storage, state).remake();
  return [
    ...started.map((name) => `${name} was started again: a backup that was interrupted had left it stopped.`),
    ...locked.map((volume) => `The lock of ${volume} was made anew: something had removed it.`),
  ];
}
