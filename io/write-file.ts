import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface WriteOptions {
  /** Permission bits of a new file; an existing file keeps its own unless `mode` is given. */
  readonly mode?: number | undefined;
  /** Makes the folder when it isn't there, with 0700. */
  readonly makeFolder?: boolean | undefined;
}

/**
 * Replaces a file's contents so that at any moment, also when the process or the machine dies, either the old or the new
 * contents are there whole: a temporary file in the same folder, fsync, rename. Symbolic links are followed, so that the
 * link stays. Synchronous, since callers answer within milliseconds.
 *
 * @throws the file system's error; the temporary file is gone then and the old contents stand
 */
export function writeFileAtomically(file: string, contents: string | Uint8Array, options: WriteOptions = {}): void {
  if (options.makeFolder) mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const target = realTarget(file);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`);
  const mode = options.mode ?? modeOf(target) ?? 0o666;
  const handle = openSync(temporary, 'wx', mode);
  try {
    try {
      writeWhole(handle, typeof contents === 'string' ? Buffer.from(contents, 'utf8') : contents);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, target);
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  }
  syncFolder(dirname(target));
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

function modeOf(file: string): number | undefined {
  try {
    return statSync(file).mode & 0o777;
  } catch {
    return undefined;
  }
}

function removeQuietly(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It was never made, or is renamed already.
  }
}
