import { statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import type { Project } from '../../core/project/project.ts';
import { fixedPorts } from '../../core/stack/declared.ts';
import type { HostFacts, Owner } from '../../core/stack/preflight/check.ts';
import { disk } from '../disk.ts';
import { isLocal } from '../engine/endpoint.ts';
import type { Engine } from '../engine/engine.ts';
import { findListeners } from '../host/listeners.ts';

/** Gathers what a restart's checks need to know of the engine's host. What cannot be found out stays undefined. */
export async function gatherHostFacts(options: {
  readonly project: Project;
  readonly engine: Engine;
  readonly heldChanges: boolean;
  readonly unsavedFiles?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<HostFacts> {
  const { project, engine, heldChanges, unsavedFiles, signal } = options;
  const info = await engine.info({ signal }).catch(() => undefined);
  const general = { heldChanges, unsavedFiles, memory: info?.memory, architecture: info?.architecture };
  if (!isLocal(engine.endpoint)) return general;
  const ports = new Set([...project.services.values()].flatMap(fixedPorts).map((port) => port.hostPort));
  const onThisKernel = process.platform === 'linux' && !/Desktop/.test(info?.operatingSystem ?? '');
  return {
    ...general,
    files: disk,
    // Desktop engines map owners on their own; only on the engine's own kernel do numbers mean the same.
    ownerOf: onThisKernel && !info?.rootless ? ownerOf : undefined,
    listeners: await findListeners(ports, { signal }).catch(() => undefined),
    disk: onThisKernel && info !== undefined ? await freeSpace(info.rootDirectory) : undefined,
  };
}

function ownerOf(path: string): Owner | undefined {
  try {
    const { uid, gid, mode } = statSync(path);
    return { uid, gid, mode: mode & 0o777 };
  } catch {
    return undefined;
  }
}

async function freeSpace(folder: string): Promise<HostFacts['disk']> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return { free: bavail * bsize, total: blocks * bsize };
  } catch {
    return undefined;
  }
}
