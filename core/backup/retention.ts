import { type BackupSettings, defaultBackupSettings } from '../settings/backup-settings.ts';
import type { Backup } from './manifest.ts';

/**
 * The backups of one volume that may go: all but the newest `last`, the newest of each of the newest `daily` days and
 * `weekly` weeks (UTC) that have one. The newest that was tried out with success always stays, and so does the newest at
 * all.
 */
export function expiredBackups(
  backups: readonly Backup[],
  retention: BackupSettings['keep'] = defaultBackupSettings.keep,
): readonly Backup[] {
  const newestFirst = [...backups].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  const kept = new Set<Backup>(newestFirst.slice(0, Math.max(1, retention.last)));
  const verified = newestFirst.find((backup) => backup.verified?.passed && backup.verified.how !== 'checksum');
  if (verified !== undefined) kept.add(verified);
  for (const [period, most] of [
    [dayOf, retention.daily],
    [weekOf, retention.weekly],
  ] as const) {
    const seen = new Set<string>();
    for (const backup of newestFirst) {
      const key = period(backup.at);
      if (seen.has(key) || seen.size >= most) continue;
      seen.add(key);
      kept.add(backup);
    }
  }
  return newestFirst.filter((backup) => !kept.has(backup));
}

function dayOf(at: string): string {
  return at.slice(0, 10);
}

/** The Monday of a moment's week. */
function weekOf(at: string): string {
  const day = new Date(`${dayOf(at)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - ((day.getUTCDay() + 6) % 7));
  return day.toISOString().slice(0, 10);
}
