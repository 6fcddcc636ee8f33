import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../core/text/record.ts';
import { hashText } from '../hash-text.ts';
import { statQuietly } from '../stat-quietly.ts';
import { writeFileAtomically } from '../write-file.ts';
import type { TextStore } from './text-store.ts';

/** The last texts of a project's files that were accepted: absolute path to text; undefined: the file is absent. */
export type Baseline = ReadonlyMap<string, string | undefined>;

export interface BaselineStore {
  /** The stored baseline; undefined when there is none, or a text of it is missing. */
  read(): Baseline | undefined;
  /** Replaces it at once and whole. On return it is on the disk. */
  write(baseline: Baseline): void;
  /** The file that each one led to when the baseline was written; null: it was no symbolic link. Early versions noted none. */
  links(): ReadonlyMap<string, string | null>;
  /** Hashes of the stored texts; cheaper than reading them. */
  hashes(): string[];
  /** Changes whenever some program writes the baseline; cheap enough to be asked at each event. */
  stamp(): string;
}

interface Record {
  readonly files: readonly Entry[];
}

interface Entry {
  readonly file: string;
  readonly hash: string | null;
  readonly link?: string | null;
}

export function openBaseline(folder: string, texts: TextStore): BaselineStore {
  const path = join(folder, 'baseline.json');
  return {
    read() {
      const record = readRecord(path);
      if (!record) return undefined;
      const baseline = new Map<string, string | undefined>();
      for (const { file, hash } of record.files) {
        const text = hash === null ? undefined : texts.get(hash);
        if (hash !== null && text === undefined) return undefined;
        baseline.set(file, text);
      }
      return baseline;
    },
    write(baseline) {
      const files = [...baseline].map(([file, text]) => ({
        file,
        hash: text === undefined ? null : hashText(text),
        link: linkOf(file),
      }));
      for (const text of baseline.values()) if (text !== undefined) texts.put(text);
      writeFileAtomically(path, `${JSON.stringify({ files } satisfies Record, null, 2)}\n`, {
        mode: 0o600,
        makeFolder: 0o700,
      });
    },
    links: () =>
      new Map((readRecord(path)?.files ?? []).flatMap(({ file, link }) => (link === undefined ? [] : [[file, link]]))),
    hashes: () => (readRecord(path)?.files ?? []).flatMap(({ hash }) => hash ?? []),
    stamp() {
      const stat = statQuietly(path);
      return stat ? `${stat.ino}:${stat.mtimeNs}:${stat.size}` : '';
    },
  };
}

function readRecord(path: string): Record | undefined {
  try {
    const record = JSON.parse(readFileSync(path, 'utf8')) as Partial<Record>;
    return Array.isArray(record.files) && record.files.every(isEntry) ? { files: record.files } : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(entry: unknown): entry is Entry {
  if (!isRecord(entry) || typeof entry.file !== 'string') return false;
  return [entry.hash, entry.link ?? null].every((field) => field === null || typeof field === 'string');
}

function linkOf(file: string): string | null {
  try {
    return lstatSync(file).isSymbolicLink() ? realpathSync(file) : null;
  } catch {
    return null;
  }
}
