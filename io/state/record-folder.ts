import { readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type WriteOptions, writeFileAtomically } from '../write-file.ts';

/**
 * A folder of JSON records, one file each. Programs that run at the same time never rewrite each other's records, and a
 * crash loses at most the record that was being written.
 */
export interface RecordFolder {
  /** Names without `.json`, sorted. */
  names(): string[];
  read(name: string): unknown;
  write(name: string, record: unknown, options?: Pick<WriteOptions, 'outlasting'>): void;
  /** Removes a record. True for the one caller that removed it. */
  remove(name: string): boolean;
  /** Gives a record another name. True for the one caller that did it, however many try at once. */
  rename(name: string, to: string): boolean;
}

export function openRecordFolder(folder: string): RecordFolder {
  const pathOf = (name: string) => {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new Error(`"${name}" is no name for a record`);
    return join(folder, `${name}.json`);
  };
  return {
    names() {
      try {
        return readdirSync(folder)
          .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
          .map((name) => name.slice(0, -'.json'.length))
          .sort();
      } catch {
        return [];
      }
    },
    read(name) {
      try {
        return JSON.parse(readFileSync(pathOf(name), 'utf8'));
      } catch {
        return undefined;
      }
    },
    write(name, record, options) {
      writeFileAtomically(pathOf(name), `${JSON.stringify(record)}\n`, { mode: 0o600, makeFolder: 0o700, ...options });
    },
    remove: (name) => succeeded(() => unlinkSync(pathOf(name))),
    rename: (name, to) => succeeded(() => renameSync(pathOf(name), pathOf(to))),
  };
}

function succeeded(action: () => void): boolean {
  try {
    action();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
