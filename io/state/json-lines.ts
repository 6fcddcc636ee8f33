import { appendFileSync, closeSync, mkdirSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Appends records to a file of JSON lines, in one write, so that programs that write at the same time don't mix theirs. The
 * folder is made when it is not there.
 */
export function appendJsonLines(file: string, records: readonly unknown[]): void {
  if (records.length === 0) return;
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('');
  appendFileSync(file, endsInMidLine(file) ? `\n${lines}` : lines, { mode: 0o600 });
}

/** The records of a file, oldest first. Lines that are no JSON, such as one that a crash cut off, are left out. */
export function readJsonLines(file: string): unknown[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as unknown];
    } catch {
      return [];
    }
  });
}

/** True after a crash in the middle of a line, which must not take the next one with it. */
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
