import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Backup, type BackupManifest, readManifest, type Verification } from '../../core/backup/manifest.ts';
import { stateFolder } from '../state/state-folder.ts';
import { writeFileAtomically } from '../write-file.ts';

/** The backups of a folder. Only what has a manifest is listed; a manifest is written last. */
export interface Catalogue {
  readonly folder: string;
  /** Newest first. */
  list(filter?: BackupFilter): readonly Backup[];
  find(id: string): Backup | undefined;
  /** Makes a backup exist: its data is in the folder already. */
  add(manifest: BackupManifest): Backup;
  verify(id: string, verification: Verification): void;
  /** Takes a backup away, its manifest first. */
  remove(id: string): void;
}

export interface BackupFilter {
  readonly volume?: string | undefined;
  /** Address of the engine. */
  readonly engine?: string | undefined;
}

/** Where backups go unless a person chose another folder. */
export function defaultBackupFolder(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.HOLDFAST_BACKUP_DIR || join(stateFolder(environment), 'backups');
}

export function openCatalogue(folder: string): Catalogue {
  const path = (id: string, ending: string) => {
    if (!isBackupId(id)) throw new Error(`"${id}" is no backup's name`);
    return join(folder, `${id}${ending}`);
  };
  const find = (id: string): Backup | undefined => {
    const manifest = isBackupId(id) ? readManifest(readJson(path(id, '.json'))) : undefined;
    if (manifest?.id !== id) return undefined;
    // A manifest whose data has been taken away is no backup.
    if (statSync(join(folder, manifest.data.file), { throwIfNoEntry: false }) === undefined) return undefined;
    const verified = readVerification(readJson(path(id, '.verified')));
    return { ...manifest, folder, ...(verified && { verified }) };
  };
  return {
    folder,
    find,
    list({ volume, engine } = {}) {
      return namesIn(folder)
        .filter((name) => name.endsWith('.json'))
        .flatMap((name) => find(name.slice(0, -'.json'.length)) ?? [])
        .filter((backup) => volume === undefined || backup.volume === volume)
        .filter((backup) => engine === undefined || backup.engine === engine)
        .sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
    },
    add(manifest) {
      writeFileAtomically(path(manifest.id, '.json'), `${JSON.stringify(manifest, undefined, 2)}\n`, { mode: 0o600 });
      return { ...manifest, folder };
    },
    verify(id, verification) {
      writeFileAtomically(path(id, '.verified'), `${JSON.stringify(verification)}\n`, { mode: 0o600 });
    },
    remove(id) {
      const backup = find(id);
      if (backup === undefined) return;
      rmSync(path(id, '.json'));
      rmSync(join(folder, backup.data.file), { force: true });
      rmSync(path(id, '.verified'), { force: true });
    },
  };
}

/**
 * The newest backup of a volume, or undefined; for those who are about to let it go. Reads a few small files and nothing of
 * an engine.
 *
 * @param volume its name on the engine
 * @param options.engine address of the engine; left out: of any
 */
export function lastBackupOf(
  volume: string,
  options: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly engine?: string | undefined;
    readonly folder?: string | undefined;
  },
): Backup | undefined {
  const folder = options.folder ?? defaultBackupFolder(options.environment);
  return openCatalogue(folder).list({ volume, engine: options.engine })[0];
}

/** A name that nobody has used: the time, the volume and a few random digits. */
export function backupId(volume: string, at: Date, random: string): string {
  const time = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const readable = volume.replace(/[^A-Za-z0-9_-]/g, '-').slice(0, 48);
  return `${time}-${readable}-${random}`;
}

function isBackupId(id: string): boolean {
  return /^\d{8}T\d{6}Z-[A-Za-z0-9_-]*-[0-9a-f]+$/.test(id);
}

function readVerification(value: unknown): Verification | undefined {
  const given = value as Partial<Verification> | undefined;
  return typeof given?.at === 'string' && typeof given.passed === 'boolean' ? (given as Verification) : undefined;
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
