import { join } from 'node:path';
import type { EngineSnapshot } from '../../core/stack/snapshot.ts';
import { openRecordFolder } from '../state/record-folder.ts';
import { mounts } from './volume-users.ts';

/**
 * Engines do not say since when a volume is unused, so it is written down when one is first seen so. Gives the moments,
 * ISO 8601, and forgets those that are used again or gone.
 */
export function noteUnused(
  snapshot: EngineSnapshot,
  options: { readonly stateFolder: string; readonly engine: string; readonly now: Date },
): ReadonlyMap<string, string> {
  const records = openRecordFolder(join(options.stateFolder, 'unused'));
  const name = Buffer.from(options.engine).toString('hex').slice(-80) || 'engine';
  const known = (records.read(name) as Readonly<Record<string, string>> | undefined) ?? {};
  const now: Record<string, string> = {};
  for (const volume of snapshot.volumes.keys()) {
    const used = [...snapshot.containers.values()].some((container) => mounts(container, volume));
    if (!used) now[volume] = known[volume] ?? options.now.toISOString();
  }
  if (JSON.stringify(now) !== JSON.stringify(known)) records.write(name, now);
  return new Map(Object.entries(now));
}
