import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { mergeEntries, readEntry, type TimelineEntry } from '../../core/monitor/timeline.ts';
import { statQuietly } from '../stat-quietly.ts';
import { type AuditEntry, openAuditLog } from '../state/audit-log.ts';
import { appendJsonLines, readJsonLines } from '../state/json-lines.ts';

/** The incident timeline of this user's machine, in the state folder: one JSON document a line, one file a day (UTC). */
export interface TimelineLog {
  /** Keeps an entry; it is on the disk within half a second, or after `flush`. */
  add(entry: TimelineEntry): void;
  /** Writes what waits. What cannot be written, as on a full disk, waits for the next time; that is no failure. */
  flush(): void;
  /**
   * What is known of a span, oldest first, each thing once, with what the guard noted in its own log.
   *
   * @param span milliseconds since the epoch
   */
  read(span: { readonly from: number; readonly to: number }): readonly TimelineEntry[];
  /** Removes days that are older than wanted. */
  prune(options: { readonly days: number }): void;
}

export interface TimelineLogOptions {
  /** See `stateFolder`. */
  readonly folder: string;
  readonly now?: (() => number) | undefined;
  /** The name of the Compose project in a folder, for what the guard notes by folder. */
  readonly projectName?: ((directory: string) => string | undefined) | undefined;
  /**
   * Bytes that a day may take. A container that ends each second must neither fill the disk nor crowd out the rest, so what
   * engines tell has only half of it.
   */
  readonly dayLimit?: number | undefined;
}

const gatherMilliseconds = 500;
/** Entries that wait for a disk on which nothing can be written. */
const mostWaiting = 5000;
const defaultDayLimit = 4_000_000;
const day = 86_400_000;

export function openTimelineLog(options: TimelineLogOptions): TimelineLog {
  const { now = Date.now, projectName = () => undefined, dayLimit = defaultDayLimit } = options;
  const folder = join(options.folder, 'timeline');
  const audit = openAuditLog(join(options.folder, 'audit'), () => new Date(now()));
  let waiting: TimelineEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  const fileOf = (at: number) => join(folder, `${new Date(at).toISOString().slice(0, 10)}.jsonl`);

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const entries = waiting;
    waiting = [];
    const byFile = new Map<string, TimelineEntry[]>();
    for (const entry of entries) {
      const file = fileOf(entry.at);
      byFile.set(file, [...(byFile.get(file) ?? []), entry]);
    }
    for (const [file, own] of byFile) {
      const size = Number(statQuietly(file)?.size ?? 0);
      const kept = size < dayLimit / 2 ? own : own.filter(({ source }) => source !== 'engine');
      try {
        if (size < dayLimit) appendJsonLines(file, kept);
      } catch {
        waiting = [...waiting, ...own].slice(-mostWaiting);
      }
    }
  }

  return {
    add(entry) {
      waiting.push(entry);
      timer ??= setTimeout(flush, gatherMilliseconds);
      timer.unref();
    },
    flush,
    read({ from, to }) {
      flush();
      const noted: TimelineEntry[] = [];
      for (let at = from - (from % day); at <= to; at += day) {
        for (const record of readJsonLines(fileOf(at))) {
          const entry = readEntry(record);
          if (entry !== undefined) noted.push(entry);
        }
      }
      const guarded = audit.read().map((entry) => entryOfAudit(entry, projectName));
      return mergeEntries([...noted, ...guarded].filter(({ at }) => at >= from && at <= to));
    },
    prune({ days }) {
      const oldest = basename(fileOf(now() - days * day));
      for (const name of names(folder)) {
        if (/^\d{4}-\d\d-\d\d\.jsonl$/.test(name) && name < oldest) rmSync(join(folder, name), { force: true });
      }
    },
  };
}

const auditWords: Readonly<Record<AuditEntry['event'], readonly [TimelineEntry['weight'], string]>> = {
  held: ['warning', 'An edit{of} was held'],
  approved: ['plain', 'A person approved an edit{of}'],
  discarded: ['plain', 'A held edit{of} was dropped'],
  'let-through': ['warning', 'An edit{of} was let through'],
  denied: ['warning', 'A command or an edit{of} was denied'],
  restored: ['good', 'A version{of} was restored'],
  'made-read-only': ['warning', 'A file was made read-only'],
  failed: ['bad', 'The guard failed'],
};

/** What the guard noted, as an entry of the timeline. */
function entryOfAudit(entry: AuditEntry, projectName: (directory: string) => string | undefined): TimelineEntry {
  const { event, at, agent, road, files = [], changes = [], note, project: directory } = entry;
  const [weight, words] = auditWords[event] ?? ['plain', event];
  const by = agent === undefined ? road : `${road}, ${agent}`;
  const about = files.length > 0 ? ` of ${files.map((file) => basename(file)).join(', ')}` : '';
  const listed = changes.length > 5 ? `${changes.slice(0, 5).join(', ')} …` : changes.join(', ');
  const what = [listed, note].filter((text) => text !== undefined && text !== '').join('; ');
  const project = directory === undefined ? undefined : projectName(directory);
  return {
    at: Date.parse(at),
    source: 'guard',
    what: event,
    weight,
    text: `${words.replace('{of}', about)} (${by})${what === '' ? '.' : `: ${what}`}`,
    ...(files[0] !== undefined && { file: files[0] }),
    ...(project !== undefined && { project }),
  };
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
