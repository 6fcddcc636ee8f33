import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Backup } from '../../core/backup/manifest.ts';
import { isRunning } from '../is-running.ts';
import { type Decryption, decrypted, type Encryption, EncryptionError, encrypted } from './encryption.ts';
import { BadArchiveError } from './tar-members.ts';

export interface WrittenData {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly contentBytes: number;
  readonly encrypted: boolean;
}

export interface WriteDataOptions {
  readonly source: Readable;
  readonly folder: string;
  /** The file's name without what says how it is packed. */
  readonly name: string;
  /** What the source goes through first, such as a reader of its members. */
  readonly through?: Transform | undefined;
  readonly encryption?: Encryption | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes read so far, before compression. */
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** The fastest level: backups are taken while somebody waits, and most of the gain is in it. */
const level = 1;
const chunkSize = 256 * 1024;

/**
 * Compresses, encrypts and writes a stream into a file: under another name until it is whole and synced. Memory stays the
 * same however much comes.
 *
 * @throws what the source throws, or the file system; nothing is left then
 */
export async function writeData(options: WriteDataOptions): Promise<WrittenData> {
  const { source, folder, name, encryption, signal, onProgress } = options;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = `${name}.gz${encryption ? '.age' : ''}`;
  const temporary = join(folder, `.${file}.${process.pid}.part`);
  const hash = createHash('sha256');
  let bytes = 0;
  let contentBytes = 0;
  const counted = each((chunk) => {
    contentBytes += chunk.length;
    onProgress?.(contentBytes);
  });
  const hashed = each((chunk) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  const through = options.through ?? new PassThrough();
  const gzip = createGzip({ level, chunkSize });
  const target = createWriteStream(temporary, { flags: 'wx', mode: 0o600, highWaterMark: chunkSize * 2 });
  try {
    const stages = [source, counted, through, gzip, ...(encryption ? [sealing(encryption)] : []), hashed, target];
    await pipeline(stages as unknown as [Readable, ...Transform[]], { signal });
    await sync(temporary);
    renameSync(temporary, join(folder, file));
    await sync(folder).catch(() => {});
    return { file, bytes, sha256: hash.digest('hex'), contentBytes, encrypted: encryption !== undefined };
  } catch (error) {
    // The file may still be about to be opened; only then can it be taken away.
    if (!target.closed) await once(target.destroy(), 'close').catch(() => {});
    rmSync(temporary, { force: true });
    throw error;
  }
}

function sealing(encryption: Encryption) {
  return (source: AsyncIterable<Uint8Array>) => encrypted(source, encryption);
}

/** What a backup's file is, read from its first byte to its last. */
export type FileCheck = { readonly whole: true } | { readonly whole: false; readonly reason: string };

/** Compares a backup's file with what its manifest says was written. Nothing is unpacked. */
export async function checkData(
  backup: Backup,
  options: {
    readonly signal?: AbortSignal | undefined;
    readonly onProgress?: ((bytes: number) => void) | undefined;
  } = {},
): Promise<FileCheck> {
  const hash = createHash('sha256');
  let bytes = 0;
  const stream = createReadStream(join(backup.folder, backup.data.file), {
    highWaterMark: chunkSize,
    signal: options.signal,
  });
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    options.onProgress?.(bytes);
  }
  if (bytes !== backup.data.bytes) {
    return { whole: false, reason: `Its file has ${bytes} bytes; ${backup.data.bytes} were written.` };
  }
  return hash.digest('hex') === backup.data.sha256
    ? { whole: true }
    : { whole: false, reason: 'Its file was changed or damaged since it was written: the checksum is another one.' };
}

/**
 * A backup's content, unpacked, as a stream. To be read only after `checkData`.
 *
 * @throws EncryptionError when it is encrypted and cannot be opened; the stream fails when the content is damaged, or is more
 *   than was written
 */
export function readData(
  backup: Backup,
  options: { readonly decryption?: Decryption | undefined; readonly signal?: AbortSignal | undefined } = {},
): Readable {
  const { decryption, signal } = options;
  if (backup.data.encrypted && decryption === undefined) {
    throw new EncryptionError('This backup is encrypted. Give the identity or the passphrase that opens it.');
  }
  const file = createReadStream(join(backup.folder, backup.data.file), { highWaterMark: chunkSize });
  const opening =
    decryption !== undefined && backup.data.encrypted
      ? [(source: AsyncIterable<Uint8Array>) => decrypted(source, decryption)]
      : [];
  // Each stage is ended with the error of the one that failed; here it gets its words.
  const content = new PassThrough({
    highWaterMark: chunkSize * 2,
    destroy: (error, done) => done(error && archiveError(error)),
  });
  let bytes = 0;
  const counted = each((chunk) => {
    bytes += chunk.length;
    if (bytes > backup.data.contentBytes) throw new BadArchiveError('there is more in it than was written');
  });
  const stages = [file, ...opening, createGunzip({ chunkSize }), counted, content];
  pipeline(stages as unknown as [Readable, ...Transform[]], { signal }).catch(() => {});
  return content;
}

function archiveError(error: Error): Error {
  const isTold = error instanceof EncryptionError || error instanceof BadArchiveError || error.name === 'AbortError';
  return isTold ? error : new BadArchiveError(`it cannot be unpacked: ${error.message}`);
}

/** Removes what programs that were killed in the middle left in a folder of backups. */
export function removeUnfinished(folder: string): void {
  let names: string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const owner = /^\..*\.(\d+)\.part$/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner))) rmSync(join(folder, name), { force: true });
  }
  // Data whose manifest was never written: the program ended between the two.
  const listed = new Set(names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)));
  for (const name of names) {
    const match = /^(\d{8}T\d{6}Z-[A-Za-z0-9_-]*-[0-9a-f]+)\.(?:tar|dump)\.(\d+)\.gz(?:\.age)?$/.exec(name);
    if (match === null || listed.has(match[1] ?? '') || isRunning(Number(match[2]))) continue;
    rmSync(join(folder, name), { force: true });
  }
}

function each(look: (chunk: Buffer) => void): Transform {
  return new Transform({
    highWaterMark: chunkSize,
    transform(chunk: Buffer, _encoding, done) {
      try {
        look(chunk);
      } catch (error) {
        return done(error as Error);
      }
      done(null, chunk);
    },
  });
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
