import type { Backup } from '../../core/backup/manifest.ts';
import type { EngineStorage } from '../engine/storage.ts';
import type { BackupEvent } from './back-up-volume.ts';
import { BackupError } from './backup-error.ts';
import { copyVolume } from './fill-volume.ts';
import { freeName, ownLabels, thisProcess } from './volume-access.ts';
import { stopUsers, usersOf } from './volume-users.ts';

export interface SwapRequest {
  readonly storage: EngineStorage;
  readonly backup: Backup;
  /** The volume that holds the backup's content, from `restoreIntoNew`. */
  readonly restored: string;
  /** See `stoppedFolder`. */
  readonly stoppedFolder: string;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: BackupEvent) => void) | undefined;
}

export interface Swapped {
  readonly volume: string;
  /** The volume in which the earlier content is kept; undefined: there was none. */
  readonly before?: string | undefined;
  /** Names of containers that run again. */
  readonly started: readonly string[];
  readonly notStarted: readonly string[];
}

/**
 * Puts restored content into the place of a volume's own. What was there is first copied into another volume and the copy
 * proved; when filling fails, the volume gets its own content back. The volume itself stays, so that containers keep it. To
 * be called only after a person's yes.
 *
 * A cancellation counts until the old content is safe; from then on it is carried through.
 *
 * @throws BackupError `in-use` when no local image has a shell to empty the volume with: nothing was touched then;
 *   `rolled-back`: the old content is in place again; `half-done`: it is not, and where it is kept
 */
export async function swapVolume(request: SwapRequest): Promise<Swapped> {
  const { storage, backup, restored, signal, onEvent } = request;
  const { volume } = backup;
  const stage = (text: string) => onEvent?.({ kind: 'stage', text });
  if ((await storage.volume(volume, { signal })) === undefined) {
    stage(`Making ${volume} again`);
    await storage.createVolume({ name: volume, ...backup.volumeSettings });
    try {
      await copyVolume(storage, { from: restored, to: volume, signal });
    } catch (error) {
      await storage.removeVolume(volume).catch(() => {});
      throw error;
    }
    await storage.removeVolume(restored);
    return { volume, started: [], notStarted: [] };
  }

  const shell = await imageWithShell(request, volume);
  const before = await freeName(storage, `${volume}-before-restore`);
  const stopped = await stopUsers(storage, volume, { folder: request.stoppedFolder, signal });
  let failure: { readonly error: unknown } | undefined;
  try {
    stage(`Keeping what is in ${volume} now as ${before}`);
    const labels = { [ownLabels.before]: volume };
    await storage.createVolume({ name: before, driver: 'local', options: {}, labels });
    try {
      await copyVolume(storage, { from: volume, to: before, signal });
      signal?.throwIfAborted();
    } catch (error) {
      await storage.removeVolume(before).catch(() => {});
      throw error;
    }
    stage(`Putting the backup into ${volume}`);
    await replaceContent(storage, { volume, from: restored, before, shell });
  } catch (error) {
    failure = { error };
  }
  const notStarted = await stopped.startAgain();
  if (failure !== undefined) throw withStopped(failure.error, notStarted);
  await storage.removeVolume(restored).catch(() => {});
  const started = stopped.containers.map(({ name }) => name).filter((name) => !notStarted.includes(name));
  return { volume, before, started, notStarted };
}

/** Adds to what went wrong which containers stand still because of it. */
function withStopped(error: unknown, notStarted: readonly string[]): unknown {
  if (notStarted.length === 0) return error;
  const message = `${error instanceof Error ? error.message : error} Could not be started again: ${notStarted.join(', ')}.`;
  return new BackupError(error instanceof BackupError ? error.reason : 'in-use', message, { cause: error });
}

async function replaceContent(
  storage: EngineStorage,
  options: { readonly volume: string; readonly from: string; readonly before: string; readonly shell: string },
): Promise<void> {
  const { volume, from, before, shell } = options;
  try {
    await empty(storage, volume, shell);
    await copyVolume(storage, { from, to: volume });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    try {
      await empty(storage, volume, shell);
      await copyVolume(storage, { from: before, to: volume });
    } catch {
      const message = `${volume} is not whole: ${why} Its earlier content is safe in the volume ${before}, the backup's in ${from}.`;
      throw new BackupError('half-done', message, { cause: error });
    }
    await storage.removeVolume(before).catch(() => {});
    throw new BackupError('rolled-back', `${volume} has its earlier content again: ${why}`, { cause: error });
  }
}

/** Milliseconds that emptying a volume may take. */
const emptyLimit = 60 * 60_000;

/** Engines can unpack into a volume and not delete from it, so a program has to. */
async function empty(storage: EngineStorage, volume: string, image: string): Promise<void> {
  const code = await runShell(storage, image, {
    script: 'cd /holdfast-volume && rm -rf -- ..?* .[!.]* * && test -z "$(ls -A)"',
    volume,
  });
  if (code !== 0) throw new BackupError('half-done', `${volume} could not be emptied (code ${code}).`);
}

/** The image of a container that uses the volume, or another one, in which a shell runs. Nothing is pulled. */
async function imageWithShell({ storage, signal }: SwapRequest, volume: string): Promise<string> {
  const users = await usersOf(storage.engine, volume, { signal });
  const local = [...(await storage.images({ signal }))].sort((a, b) => a.size - b.size).map(({ id }) => id);
  for (const image of new Set([...users.map(({ imageId }) => imageId), ...local.slice(0, 12)])) {
    const code = await runShell(storage, image, { script: 'command -v rm && command -v ls', volume: undefined }).catch(
      () => 1,
    );
    if (code === 0) return image;
  }
  const message = `No image on this engine has a shell, which is needed to empty ${volume}. Pull one, for example busybox, or mount the restored volume in your Compose file instead.`;
  throw new BackupError('in-use', message);
}

async function runShell(
  storage: EngineStorage,
  image: string,
  { script, volume }: { readonly script: string; readonly volume: string | undefined },
): Promise<number> {
  const declared = (await storage.engine.image(image))?.volumes ?? [];
  const targets = volume === undefined ? [] : ['/holdfast-volume', ...declared];
  const id = await storage.createContainer({
    image,
    labels: { [ownLabels.role]: 'access', [ownLabels.process]: thisProcess() },
    mounts: targets.map((target) => ({ volume: volume ?? '', target, readOnly: false })),
    run: { entrypoint: ['sh', '-c'], command: [script], user: '0:0' },
  });
  try {
    await storage.engine.start(id);
    return await storage.wait(id, { limit: emptyLimit });
  } finally {
    await storage.removeContainer(id, { withAnonymous: volume === undefined });
  }
}
