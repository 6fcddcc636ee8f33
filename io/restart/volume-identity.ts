import { statSync } from 'node:fs';
import type { EngineVolume } from '../../core/stack/snapshot.ts';
import { isLocal } from '../engine/endpoint.ts';
import type { Engine } from '../engine/engine.ts';

/** A volume and what tells it from another one that has its name later. */
export interface IdentifiedVolume extends EngineVolume {
  /** Undefined where nothing tells them apart. */
  readonly identity?: string | undefined;
}

/**
 * Gives volumes their identity: the folder's number in the file system where this process may look, otherwise the time of
 * creation. Docker before version 23 gives the time of the last change in the folder for that, which tells nothing
 * (moby, volume/local: `CreatedAt` looked at `_data`), so there it is left out.
 */
export function identifyVolumes(engine: Engine, volumes: readonly EngineVolume[]): readonly IdentifiedVolume[] {
  const { product, version } = engine.version;
  const tellsCreation = product === 'podman' || Number.parseInt(version, 10) >= 23;
  return volumes.map((volume) => {
    const folder = isLocal(engine.endpoint) ? numberOf(volume.mountpoint) : undefined;
    const identity = folder ?? (tellsCreation && volume.created !== undefined ? `made ${volume.created}` : undefined);
    return { ...volume, ...(identity !== undefined && { identity }) };
  });
}

function numberOf(folder: string): string | undefined {
  try {
    const { dev, ino, birthtimeMs } = statSync(folder);
    return `folder ${dev} ${ino} ${birthtimeMs}`;
  } catch {
    return undefined;
  }
}
