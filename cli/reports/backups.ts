import { ageInWords, sizeInWords, type VolumeFacts } from '../../core/backup/inventory.ts';
import { type Backup, levelInWords } from '../../core/backup/manifest.ts';

/** A backup for programs; field names are part of the command line's contract. */
export function backupAsJson(backup: Backup) {
  const { id, volume, engine, at, level, data, folder, verified, source } = backup;
  return {
    id,
    volume,
    engine,
    at,
    level,
    kind: data.kind,
    bytes: data.bytes,
    contentBytes: data.contentBytes,
    encrypted: data.encrypted,
    file: `${folder}/${data.file}`,
    service: source?.service ?? null,
    verified: verified ?? null,
  };
}

/** One backup in one line and its trial in a second. */
function backupAsText(backup: Backup, now: Date): string {
  const { id, level, data, verified } = backup;
  const size = `${sizeInWords(data.bytes)}${data.encrypted ? ', encrypted' : ''}`;
  const trial =
    verified === undefined
      ? 'never tried out'
      : `${verified.passed ? 'tried out' : 'FAILED when tried out'} ${ageInWords(verified.at, now.getTime())}: ${verified.detail}`;
  return `${id}\n  ${ageInWords(backup.at, now.getTime())}, ${size}, ${levelInWords[level]}\n  ${trial}`;
}

/** All backups, by volume. */
export function backupsAsText(backups: readonly Backup[], now: Date): string {
  const volumes = [...new Set(backups.map(({ volume }) => volume))].sort();
  const blocks = volumes.map((volume) =>
    [volume, ...backups.filter((it) => it.volume === volume).map((it) => indent(backupAsText(it, now)))].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}

/** A volume for programs. */
export function volumeAsJson(facts: VolumeFacts) {
  return {
    name: facts.name,
    size: facts.size ?? null,
    anonymous: facts.volume.anonymous,
    project: facts.project ?? null,
    users: facts.users.map(({ container, running }) => ({ container, running })),
    locked: facts.locked,
    backups: facts.backups,
    lastBackup: facts.lastBackup === undefined ? null : backupAsJson(facts.lastBackup),
    unusedSince: facts.unusedSince ?? null,
  };
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
