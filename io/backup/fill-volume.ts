import { PassThrough, type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MemberList } from '../../core/backup/manifest.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { BackupError } from './backup-error.ts';
import { readTarMembers } from './tar-members.ts';
import { openVolume } from './volume-access.ts';

interface FillOptions {
  /** The name of the folder that the tar has everything in; undefined: that of a backup. */
  readonly folder?: string | undefined;
  readonly image?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((bytes: number) => void) | undefined;
}

/** What is in a volume now, read from its first byte to its last. */
export async function listVolume(
  storage: EngineStorage,
  volume: string,
  options: FillOptions = {},
): Promise<MemberList> {
  const access = await openVolume(storage, { volume, image: options.image, signal: options.signal });
  try {
    const members = readTarMembers();
    await pipeline(
      await access.read(),
      members.through,
      new Transform({
        transform(chunk: Buffer, _encoding, done) {
          options.onProgress?.(chunk.length);
          done();
        },
      }).resume(),
      { signal: options.signal },
    );
    return members.list();
  } finally {
    await access.close();
  }
}

/**
 * Unpacks a tar into a volume, then reads the volume back and compares every member: engines answer that all is well when
 * they have unpacked nothing.
 *
 * @param expected undefined: what the tar itself held
 * @throws BackupError `differs` when the volume does not hold the same
 */
export async function fillVolume(
  storage: EngineStorage,
  volume: string,
  tar: Readable,
  options: FillOptions & { readonly expected?: MemberList | undefined } = {},
): Promise<MemberList> {
  const members = readTarMembers();
  const access = await openVolume(storage, {
    volume,
    writable: true,
    folder: options.folder,
    image: options.image,
    signal: options.signal,
  });
  try {
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        options.onProgress?.(bytes);
        done(null, chunk);
      },
    });
    const body = new PassThrough();
    // The request ends when the body does; each of the two fails with the other.
    const feeding = pipeline(tar, counted, members.through, body, { signal: options.signal });
    feeding.catch(() => {});
    await Promise.all([access.write(body), feeding]);
  } finally {
    await access.close();
  }
  const wanted = options.expected ?? members.list();
  const found = await listVolume(storage, volume, options);
  if (found.count !== wanted.count || found.sha256 !== wanted.sha256) {
    throw new BackupError(
      'differs',
      `The volume ${volume} does not hold quite the same as what was put into it (${found.count} members, ${wanted.count} expected).`,
    );
  }
  return found;
}

/** Copies everything in a volume into another one, and proves by reading both that it is the same. */
export async function copyVolume(
  storage: EngineStorage,
  options: FillOptions & { readonly from: string; readonly to: string },
): Promise<MemberList> {
  const source = await openVolume(storage, { volume: options.from, image: options.image, signal: options.signal });
  try {
    return await fillVolume(storage, options.to, await source.read(), options);
  } finally {
    await source.close();
  }
}
