import { appendFileSync, closeSync, mkdirSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Road } from '../../core/guard/approval.ts';

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
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const file = currentFile();
      const line = `${JSON.stringify({ at: now().toISOString(), ...entry })}\n`;
      appendFileSync(file, endsInMidLine(file) ? `\n${line}` : line, { mode: 0o600 });
    },
    read({ limit = 1000 } = {}) {
      const entries: AuditEntry[] = [];
      for (const name of logFiles(folder).reverse()) {
        const lines = readFileSync(join(folder, name), 'utf8').split('\n').reverse();
        for (const line of lines) {
          if (entries.length >= limit) return entries;
          const entry = parseEntry(line);
          if (entry) entries.push(entry);
        }
      }
      return entries;
    },
    currentFile,
  };
}

/** True after a crash in the middle of an entry, which must not take the next one with it. */
function endsInMidLine(file: string): boolean {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return false;
  const handle = openSync(file, 'r');
  try {
    const last = Buffer.alloc(1);
    readSync(handle, last, 0, 1, size - 1);
    return last[0] !== 0x0a;
  } finally {
    closeSync(handle);
  }
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

function parseEntry(line: string): AuditEntry | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null && 'event' in entry ? (entry as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}
