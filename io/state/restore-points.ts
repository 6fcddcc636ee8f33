import { isRecord } from '../../core/text/record.ts';
import { hashText } from '../hash-text.ts';
import { nodeCrypto } from '../node-crypto.ts';
import type { AuditRoad } from './audit-log.ts';
import { openRecordFolder } from './record-folder.ts';
import type { TextStore } from './text-store.ts';

/** What became of a version when it was seen. */
export type VersionFate = 'accepted' | 'held' | 'approved';

/** How much is kept of a project. */
export interface RestoreCaps {
  readonly maxAgeDays: number;
  readonly maxCount: number;
  /** Of all texts together; a text that several versions share counts once. */
  readonly maxBytes: number;
}

export const defaultRestoreCaps: RestoreCaps = { maxAgeDays: 90, maxCount: 1000, maxBytes: 200_000_000 };

/** One version of one file that Holdfast has seen. */
export interface RestorePoint {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Absolute path of the file. */
  readonly file: string;
  /** Hash of the text; null: the file was absent. */
  readonly hash: string | null;
  readonly road: AuditRoad;
  readonly fate: VersionFate;
}

export interface RestorePoints {
  /** Keeps a version; on return it is on the disk. The same text twice in a row is one restore point. */
  add(version: {
    readonly file: string;
    readonly text: string | undefined;
    readonly road: AuditRoad;
    readonly fate: VersionFate;
  }): void;
  /** Newest first. */
  list(): RestorePoint[];
  /** The text of a restore point; undefined when the file was absent then. */
  text(point: RestorePoint): string | undefined;
  /**
   * Drops what is beyond the caps, oldest first, but always keeps each file's newest version.
   *
   * @param inUse hashes of texts whose versions stay in any case
   */
  prune(caps: RestoreCaps, inUse?: ReadonlySet<string>): void;
}

export function openRestorePoints(folder: string, texts: TextStore, now: () => Date): RestorePoints {
  const records = openRecordFolder(folder);
  const newest = new Map<string, { readonly hash: string | null; readonly fate: VersionFate }>();
  let counter = 0;
  let loaded = false;

  const list = () => {
    const points: RestorePoint[] = [];
    for (const name of records.names().reverse()) {
      const record = records.read(name);
      if (isPoint(record) && record.id === name) points.push(record);
    }
    return points;
  };
  const loadNewest = () => {
    if (loaded) return;
    loaded = true;
    for (const point of list().reverse()) newest.set(point.file, point);
  };

  return {
    add({ file, text, road, fate }) {
      loadNewest();
      const hash = text === undefined ? null : hashText(text);
      const last = newest.get(file);
      if (last && last.hash === hash && last.fate === fate) return;
      if (text !== undefined) texts.put(text);
      const at = now();
      const order = `${String(at.getTime()).padStart(14, '0')}-${String(counter++ % 1e6).padStart(6, '0')}`;
      const id = `${order}-${nodeCrypto().randomBytes(4).toString('hex')}`;
      records.write(id, { id, at: at.toISOString(), file, hash, road, fate } satisfies RestorePoint);
      newest.set(file, { hash, fate });
    },
    list,
    text: (point) => (point.hash === null ? undefined : texts.get(point.hash)),
    prune({ maxAgeDays, maxCount, maxBytes }, inUse = new Set()) {
      const oldest = now().getTime() - maxAgeDays * 24 * 3600 * 1000;
      const seenFiles = new Set<string>();
      const counted = new Set<string>();
      let bytes = 0;
      list().forEach((point, index) => {
        const { file, hash } = point;
        const stays = !seenFiles.has(file) || (hash !== null && inUse.has(hash));
        seenFiles.add(file);
        if (hash !== null && !counted.has(hash)) bytes += texts.size(hash);
        if (hash !== null) counted.add(hash);
        if (stays) return;
        if (index >= maxCount || bytes > maxBytes || Date.parse(point.at) < oldest) records.remove(point.id);
      });
    },
  };
}

function isPoint(record: unknown): record is RestorePoint {
  if (!isRecord(record) || (record.hash !== null && typeof record.hash !== 'string')) return false;
  return [record.id, record.at, record.file, record.road, record.fate].every((field) => typeof field === 'string');
}
