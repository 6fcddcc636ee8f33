import { statSync } from 'node:fs';
import { readdir, statfs } from 'node:fs/promises';
import type { Project } from '../../core/project/project.ts';
import { fixedPorts } from '../../core/stack/declared.ts';
import type { EngineDrivers, HostFacts, Owner } from '../../core/stack/preflight/check.ts';
import { disk } from '../disk.ts';
import { isLocal } from '../engine/endpoint.ts';
import type { Engine, EngineInfo } from '../engine/engine.ts';
import { findListeners } from '../host/listeners.ts';
import { abilityOf, type ComposeProgram } from './compose-command.ts';
import { isReadOnly, recentEngineErrors } from './engine-storage.ts';

/** Gathers what a restart's checks need to know of the engine's host. What cannot be found out stays undefined. */
export async function gatherHostFacts(options: {
  readonly project: Project;
  readonly engine: Engine;
  readonly heldChanges: boolean;
  readonly unsavedFiles?: readonly string[] | undefined;
  readonly compose?: ComposeProgram | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<HostFacts> {
  const { project, engine, heldChanges, unsavedFiles, compose, signal } = options;
  const info = await engine.info({ signal }).catch(() => undefined);
  const general = { heldChanges, unsavedFiles, memory: info?.memory, architecture: info?.architecture };
  const ability = {
    ...(compose && { compose: abilityOf(compose) }),
    ...(info && { containersOf: info.containersOf, drivers: await driversOf(engine, info, signal) }),
  };
  if (!isLocal(engine.endpoint)) return { ...general, ...ability };
  const ports = new Set([...project.services.values()].flatMap(fixedPorts).map((port) => port.hostPort));
  const onThisKernel = process.platform === 'linux' && !/Desktop/.test(info?.operatingSystem ?? '');
  const space = onThisKernel && info !== undefined ? await spaceOf(info.rootDirectory) : undefined;
  return {
    ...general,
    ...ability,
    ...space,
    files: disk,
    // Desktop engines map owners on their own; only on the engine's own kernel do numbers mean the same.
    ownerOf: onThisKernel && !info?.rootless ? ownerOf : undefined,
    listeners: await findListeners(ports, { signal }).catch(() => undefined),
    readOnlyDisk: onThisKernel && info !== undefined ? await isReadOnly(info.rootDirectory) : undefined,
    engineLog: onThisKernel ? await recentEngineErrors(signal) : undefined,
  };
}

/** Where programs that are plugins of the old kind make themselves known. */
const oldPlugins = ['/run/docker/plugins', '/etc/docker/plugins', '/usr/lib/docker/plugins'];

async function driversOf(engine: Engine, info: EngineInfo, signal: AbortSignal | undefined): Promise<EngineDrivers> {
  const isHere = isLocal(engine.endpoint) && process.platform === 'linux' && !/Desktop/.test(info.operatingSystem);
  const managed = await engine.plugins({ signal }).catch(() => []);
  const names = isHere ? await Promise.all(oldPlugins.map((folder) => readdir(folder).catch(() => []))) : [];
  const more = [...managed, ...names.flat().map((name) => name.replace(/\.(?:sock|spec|json)$/, ''))];
  const withMore = (known: readonly string[]) => (known.length === 0 ? [] : [...known, ...more]);
  const { volume, network, log, runtimes } = info.drivers;
  return { volume: withMore(volume), network: withMore(network), log: withMore(log), runtimes, complete: isHere };
}

function ownerOf(path: string): Owner | undefined {
  try {
    const { uid, gid, mode } = statSync(path);
    return { uid, gid, mode: mode & 0o777 };
  } catch {
    return undefined;
  }
}

async function spaceOf(folder: string): Promise<Pick<HostFacts, 'disk' | 'inodes'>> {
  try {
    const { bavail, blocks, bsize, files, ffree } = await statfs(folder);
    return {
      disk: { free: bavail * bsize, total: blocks * bsize },
      // Some file systems make room for files as they go, and count none.
      ...(files > 0 && { inodes: { free: ffree, total: files } }),
    };
  } catch {
    return {};
  }
}
