import { hostname } from 'node:os';
import type { Readable } from 'node:stream';
import { roleLabel } from '../../core/stack/own-containers.ts';
import { EngineError } from '../engine/engine-error.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { isRunning } from '../is-running.ts';

/** Labels of the containers that Holdfast makes; a container without them is never touched by clean-up. */
export const ownLabels = {
  role: roleLabel,
  volume: 'dev.holdfast.volume',
  /** `HOST:PID` of the program that made it and will remove it. */
  process: 'dev.holdfast.process',
  /** On a volume: the backup that it was made from. */
  restored: 'dev.holdfast.restored-from',
  /** On a volume: the volume whose content it kept before a restore. */
  before: 'dev.holdfast.content-of',
} as const;

/** A volume that can be read and written as a tar. */
export interface VolumeAccess {
  /** All of the volume as a folder `holdfast-volume`, its own owner and mode included. */
  read(options?: { readonly signal?: AbortSignal | undefined }): Promise<Readable>;
  write(tar: Readable, options?: { readonly signal?: AbortSignal | undefined }): Promise<void>;
  /** Removes the helper. The volume stays. */
  close(): Promise<void>;
}

/**
 * Where the volume is in the helper: a path that no image has. Archives hold the folder itself and are unpacked above it, since
 * engines leave the owner, mode and time of the folder that they unpack into as they are.
 */
const target = '/holdfast-volume';

/** Thrown when an engine has no image at all, from which a helper could be made. */
export class NoImageError extends Error {
  override readonly name = 'NoImageError';
}

/**
 * Opens a volume through a container that is made and never started, from an image that is there already: nothing is pulled
 * and no program runs, and it works wherever the engine's API is reached.
 *
 * @param options.image one to try first
 */
export async function openVolume(
  storage: EngineStorage,
  options: {
    readonly volume: string;
    readonly writable?: boolean;
    /** The name of the folder that the volume is in an archive; undefined: `holdfast-volume`. */
    readonly folder?: string | undefined;
    readonly image?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<VolumeAccess> {
  const { volume, writable = false, signal } = options;
  // Somebody else's folder name could be one that the image has; below a folder of our own it is not.
  const above = options.folder === undefined ? '/' : '/holdfast-above';
  const path = options.folder === undefined ? target : `${above}/${options.folder}`;
  const id = await makeHolder(storage, {
    volume,
    readOnly: !writable,
    path,
    image: options.image,
    labels: { [ownLabels.role]: 'access', [ownLabels.volume]: volume, [ownLabels.process]: thisProcess() },
    signal,
  });
  const reading: Readable[] = [];
  return {
    async read(more) {
      const archive = await storage.readArchive(id, path, { signal: more?.signal ?? signal });
      reading.push(archive);
      return archive;
    },
    write: (tar, more) => storage.writeArchive(id, above, tar, { signal: more?.signal ?? signal }),
    // A cancelled backup must still clean up behind itself, so this takes no signal. An archive that nobody reads to its end
    // would keep the engine from removing the container.
    close() {
      for (const archive of reading) archive.destroy();
      return storage.removeContainer(id);
    },
  };
}

/** Makes a container that mounts a volume and is never started. */
export async function makeHolder(
  storage: EngineStorage,
  options: {
    readonly volume: string;
    readonly readOnly: boolean;
    /** Where it is mounted. */
    readonly path?: string | undefined;
    readonly image?: string | undefined;
    readonly name?: string | undefined;
    readonly labels: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<string> {
  const { volume, readOnly, path = target, name, labels, signal } = options;
  const { id, volumes } = await chooseImage(storage, options);
  // An image's own VOLUMEs would become new anonymous volumes; so the volume in question is mounted there, too.
  const targets = [path, ...volumes.filter((declared) => declared !== path)];
  // Not cancelled in the middle: the engine would go on and make a container that nobody knows of.
  const container = await storage.createContainer({
    name,
    image: id,
    labels,
    mounts: targets.map((place) => ({ volume, target: place, readOnly })),
  });
  if (!signal?.aborted) return container;
  await storage.removeContainer(container);
  throw new EngineError('aborted', 'Cancelled.');
}

async function chooseImage(
  storage: EngineStorage,
  { image, signal }: { readonly image?: string | undefined; readonly signal?: AbortSignal | undefined },
): Promise<{ readonly id: string; readonly volumes: readonly string[] }> {
  const wanted = image === undefined ? undefined : await storage.engine.image(image, { signal });
  if (wanted !== undefined) return wanted;
  const smallestFirst = [...(await storage.images({ signal }))].sort((a, b) => a.size - b.size);
  for (const { id } of smallestFirst) {
    const found = await storage.engine.image(id, { signal });
    if (found !== undefined) return found;
  }
  throw new NoImageError(
    `${storage.engine.endpoint.label} has no image, and one is needed to reach a volume. Pull any, for example busybox.`,
  );
}

/** Removes what programs of this machine that have ended left behind: helpers, never a lock. */
export async function removeLeftHelpers(
  storage: EngineStorage,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  for (const container of await storage.engine.containers(options)) {
    const [host, pid] = container.labels[ownLabels.process]?.split(/:(?=\d+$)/) ?? [];
    if (container.labels[ownLabels.role] === undefined || container.labels[ownLabels.role] === 'lock') continue;
    if (host !== hostname() || isRunning(Number(pid))) continue;
    await storage.removeContainer(container.id, options);
  }
}

export function thisProcess(): string {
  return `${hostname()}:${process.pid}`;
}

/** A name that no volume has yet: the given one, or with a number behind it. */
export async function freeName(storage: EngineStorage, base: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? base : `${base}-${number}`;
    if ((await storage.volume(name)) === undefined) return name;
  }
}
