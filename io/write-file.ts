import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isRunning } from './is-running.ts';

export interface WriteOptions {
  /** Permission bits; an existing file keeps its own unless they are given. */
  readonly mode?: number | undefined;
  /** Makes the folders when they aren't there, with these permission bits. */
  readonly makeFolder?: number | undefined;
  /**
   * What outlasts a loss of power from the return on; a crash of the program never takes anything. `everything` (the
   * default) is the contents and the name; `contents` leaves the name to the file system, whose journal keeps the order of
   * renames; `nothing` is for what replaces nothing and can be had again.
   */
  readonly outlasting?: 'everything' | 'contents' | 'nothing' | undefined;
  /** What becomes of a symbolic link: `follow` (the default) writes the file that it names, `replace` puts a file in its place. */
  readonly link?: 'follow' | 'replace' | undefined;
}

/**
 * Replaces a file's contents so that at any moment, also when the process or the machine dies, either the old or the new
 * contents are there whole: a temporary file in the same folder, fsync, rename. Symbolic links are followed, so that the
 * link stays; permissions and owner stay. Synchronous, since callers answer within milliseconds.
 *
 * @throws the file system's error, or one for a device; the temporary file is gone then and the old contents stand
 */
export function writeFileAtomically(file: string, contents: string | Uint8Array, options: WriteOptions = {}): void {
  const { outlasting = 'everything' } = options;
  if (options.makeFolder !== undefined) mkdirSync(dirname(file), { recursive: true, mode: options.makeFolder });
  const target = options.link === 'replace' ? file : realTarget(file);
  const existing = options.link === 'replace' ? undefined : statQuietly(target);
  if (existing?.isCharacterDevice() || existing?.isBlockDevice()) throw new Error(`${target} is a device, not a file`);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.${randomName()}.tmp`);
  const handle = openSync(temporary, 'wx', options.mode ?? 0o666);
  try {
    try {
      if (existing) keepOwnerAndMode(handle, existing, options.mode);
      writeWhole(handle, typeof contents === 'string' ? Buffer.from(contents, 'utf8') : contents);
      if (outlasting !== 'nothing') fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, target);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  if (outlasting === 'everything') syncFolder(dirname(target));
}

/** Removes what a program that was killed while it wrote this file left beside it. */
export function removeLeftovers(file: string): void {
  const target = realTarget(file);
  const prefix = `.${basename(target)}.`;
  for (const name of namesIn(dirname(target))) {
    const owner = name.startsWith(prefix) && /^(\d+)\.[0-9a-f]{12}\.tmp$/.exec(name.slice(prefix.length))?.[1];
    if (owner && !isRunning(Number(owner))) removeQuietly(join(dirname(target), name));
  }
}

/** Twelve hexadecimal digits that tell drafts apart. They need not be secret: a name that is taken is refused. */
function randomName(): string {
  return Math.random().toString(16).slice(2, 14).padEnd(12, '0');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function keepOwnerAndMode(handle: number, existing: Stats, mode: number | undefined): void {
  if (process.platform === 'win32') return;
  fchmodSync(handle, mode ?? existing.mode & 0o7777);
  try {
    fchownSync(handle, existing.uid, existing.gid);
  } catch {
    // Only the superuser may give files away; for everybody else the owner is the same.
  }
}

function writeWhole(handle: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(handle, bytes, written);
}

/** Makes the rename itself durable. Windows can't open a folder for this and doesn't need it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Some file systems refuse to sync a folder; the contents are safe all the same.
  }
}

function realTarget(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

function statQuietly(file: string): Stats | undefined {
  return statSync(file, { throwIfNoEntry: false });
}

function removeQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was never made, or is renamed already.
  }
}
