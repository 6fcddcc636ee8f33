import { takeInventory, unusedVolumes, type VolumeFacts } from '../../core/backup/inventory.ts';
import { defaultBackupFolder, openCatalogue } from '../../io/backup/catalogue.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { readSnapshot } from '../../io/engine/read-snapshot.ts';
import { openStorage } from '../../io/engine/storage.ts';

/** What a cleanup of volumes would destroy: every volume that nothing uses, with its size and what speaks against it. */
export async function readInventory(
  engine: Engine,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<readonly VolumeFacts[]> {
  const storage = await openStorage(engine);
  const [snapshot, sizes] = await Promise.all([readSnapshot(engine, []), storage.volumeSizes()]);
  const backups = openCatalogue(defaultBackupFolder(environment)).list({ engine: engine.endpoint.host });
  return unusedVolumes(takeInventory({ snapshot, backups, sizes }));
}
