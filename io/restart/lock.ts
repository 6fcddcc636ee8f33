import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { isAlive, markOf, type ProcessMark } from './process-mark.ts';

/** Two restarts of one project at once would undo each other. */
export class RestartLockedError extends Error {
  override readonly name = 'RestartLockedError';
}

/**
 * Takes the lock of a project's restarts.
 *
 * @param folder of this project's restarts
 * @returns a function that gives the lock back
 * @throws RestartLockedError when a process that still lives has it
 */
export function lockRestarts(folder: string): () => void {
  const taken = takeLock(folder);
  if (typeof taken === 'function') return taken;
  throw new RestartLockedError(
    taken === undefined
      ? 'Another restart of this project has just begun.'
      : `A restart of this project is under way already (process ${taken.pid}).`,
  );
}

/**
 * Takes the lock of a folder. That of a process that is gone is taken over; a number that belongs to another process by now
 * does not keep it.
 *
 * @param folder made when it is not there
 * @returns a function that gives the lock back; or the process that has it, undefined when that is not known yet
 */
export function takeLock(folder: string): (() => void) | ProcessMark | undefined {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'lock');
  const own = `${JSON.stringify(markOf(process.pid))}\n`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (tryToTake(file, own)) return () => rmSync(file, { force: true });
    const text = read(file);
    const holder = readMark(text);
    if (holder !== undefined && isAlive(holder)) return holder;
    if (text !== undefined) removeStale(file, text);
  }
  return undefined;
}

/** The process that holds the lock and lives; undefined when nobody does. */
export function lockHolder(folder: string): ProcessMark | undefined {
  const holder = readMark(read(join(folder, 'lock')));
  return holder !== undefined && isAlive(holder) ? holder : undefined;
}

function tryToTake(file: string, own: string): boolean {
  // Written beside and linked into place, so that nobody ever reads half a lock.
  const temporary = `${file}.${process.pid}`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, own);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function removeStale(file: string, seen: string): void {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
    // Another process may have taken over between our look and the rename; its lock goes back.
    if (readFileSync(aside, 'utf8') !== seen) linkSync(aside, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readMark(text: string | undefined): ProcessMark | undefined {
  try {
    const mark = JSON.parse(text ?? '') as unknown;
    if (typeof mark === 'number') return { pid: mark };
    return typeof mark === 'object' && mark !== null && typeof (mark as ProcessMark).pid === 'number'
      ? (mark as ProcessMark)
      : undefined;
  } catch {
    return undefined;
  }
}
