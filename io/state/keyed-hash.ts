import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

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
  const sign = (text: string) => {
    key ??= readOrMakeKey(stateFolder);
    return createHmac('sha256', key).update(text, 'utf8').digest('hex');
  };
  return {
    sign,
    verify(text, signature) {
      const expected = Buffer.from(sign(text));
      const given = Buffer.from(signature);
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}

function readOrMakeKey(stateFolder: string): Buffer {
  const file = join(stateFolder, 'key');
  const existing = readKey(file);
  if (existing) return existing;
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
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
