import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Road } from '../../core/guard/approval.ts';
import { appendJsonLines, readJsonLines } from './json-lines.ts';

/** How something came about: by one of an edit's roads, by git, or by a person in the editor or at a terminal. */
export type AuditRoad = Road | 'git' | 'editor' | 'terminal' | 'command' | 'start';

export type AuditEvent =
  | 'held'
  | 'approved'
  | 'discarded'
  | 'let-through'
  | 'denied'
  | 'restored'
  | 'made-read-only'
  | 'failed';

/** One line of the log. */
export interface AuditEntry {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly event: AuditEvent;
  readonly road: AuditRoad;
  /** The agent, where it is known. */
  readonly agent?: string | undefined;
  /** Absolute project directory. */
  readonly project?: string | undefined;
  readonly files?: readonly string[] | undefined;
  /** Ids of the changes concerned. */
  readonly changes?: readonly string[] | undefined;
  readonly proposal?: string | undefined;
  /** One sentence for a reader. */
  readonly note?: string | undefined;
}

export interface AuditLog {
  append(entry: Omit<AuditEntry, 'at'>): void;
  /** Newest first. Lines that were cut off by a crash are left out. */
  read(options?: { readonly limit?: number | undefined }): AuditEntry[];
  /** The file that is written to now. */
  currentFile(): string;
}

/** The append-only log: one JSON document a line, one file a month. Each entry is one write, so that writers don't mix. */
export function openAuditLog(folder: string, now: () => Date): AuditLog {
  const currentFile = () => join(folder, `${now().toISOString().slice(0, 7)}.jsonl`);
  return {
    append(entry) {
      appendJsonLines(currentFile(), [{ at: now().toISOString(), ...entry }]);
    },
    read({ limit = 1000 } = {}) {
      const entries: AuditEntry[] = [];
      for (const name of logFiles(folder).reverse()) {
        for (const record of readJsonLines(join(folder, name)).reverse()) {
          if (entries.length >= limit) return entries;
          if (isEntry(record)) entries.push(record);
        }
      }
      return entries;
    },
    currentFile,
  };
}

function logFiles(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d{4}-\d{2}\.jsonl$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

function isEntry(record: unknown): record is AuditEntry {
  return typeof record === 'object' && record !== null && 'event' in record;
}
