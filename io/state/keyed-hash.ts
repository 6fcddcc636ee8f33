import { linkSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeCrypto } from '../node-crypto.ts';

/** Signs records, so that one that Holdfast didn't write is not taken for its own. */
export interface KeyedHash {
  /** HMAC-SHA-256 of the text, hexadecimal. */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

/**
 * The hash of a state folder; its 32-byte key is made on first use and readable by the person only. When several
 * programs start at once, all of them get the one key.
 */
export function openKeyedHash(stateFolder: string): KeyedHash {
  let key: Buffer | undefined;
  return keyedHash(() => {
    key ??= readOrMakeKey(stateFolder);
    return key;
  });
}

/** The hash of a key that is kept elsewhere, such as in an editor's secret storage. */
export function keyedHash(key: () => Buffer): KeyedHash {
  const sign = (text: string) => nodeCrypto().createHmac('sha256', key()).update(text, 'utf8').digest('hex');
  return {
    sign,
    verify(text, signature) {
      const expected = Buffer.from(sign(text));
      const given = Buffer.from(signature);
      return expected.length === given.length && nodeCrypto().timingSafeEqual(expected, given);
    },
  };
}

/** Where the key of a state folder is, and whether it and its folder are the person's alone, as far as the system can tell. */
export function keyFile(stateFolder: string): { readonly file: string; readonly state: 'private' | 'open' | 'absent' } {
  const file = join(stateFolder, 'key');
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return { file, state: 'absent' };
  const isPrivate = process.platform === 'win32' || (stat.mode & 0o077) === 0;
  return { file, state: isPrivate ? 'private' : 'open' };
}

function readOrMakeKey(stateFolder: string): Buffer {
  const file = join(stateFolder, 'key');
  const existing = readKey(file);
  if (existing) return existing;
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  const { randomBytes } = nodeCrypto();
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  try {
    // A link fails when the name is taken, unlike a rename: the first program wins.
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(temporary);
  }
  const key = readKey(file);
  if (!key) throw new Error(`the key in ${file} can't be read`);
  return key;
}

function readKey(file: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
    return key.length === 32 ? key : undefined;
  } catch {
    return undefined;
  }
}
