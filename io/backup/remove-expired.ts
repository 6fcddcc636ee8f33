import type { Backup } from '../../core/backup/manifest.ts';
import { expiredBackups } from '../../core/backup/retention.ts';
import type { BackupSettings } from '../../core/settings/backup-settings.ts';
import type { Catalogue } from './catalogue.ts';

/** Removes the backups of a volume that are past their time, and gives them. To be called once a new one is there. */
export function removeExpired(
  catalogue: Catalogue,
  { volume, engine }: Pick<Backup, 'volume' | 'engine'>,
  keep?: BackupSettings['keep'],
): readonly Backup[] {
  const expired = expiredBackups(catalogue.list({ volume, engine }), keep);
  for (const { id } of expired) catalogue.remove(id);
  return expired;
}
