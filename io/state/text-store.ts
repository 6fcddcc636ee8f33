import { mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { hashText } from '../hash-text.ts';
import { writeFileAtomically } from '../write-file.ts';

/** Texts named by their hash. A text that is in the store is never written again, so nobody can see half of one. */
export interface TextStore {
  readonly folder: string;
  /** Keeps a text and gives its name. On return it is on the disk. */
  put(text: string): string;
  /** The text of that name; undefined when it isn't there, or isn't what its name says. */
  get(hash: string): string | undefined;
  /** Bytes of the text of that name; 0 when it isn't there. */
  size(hash: string): number;
}

export function openTextStore(folder: string): TextStore {
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash);
  return {
    folder,
    put(text) {
      const hash = hashText(text);
      const file = pathOf(hash);
      if (statSync(file, { throwIfNoEntry: false })?.size === Buffer.byteLength(text)) {
        // A fresh date keeps the clean-up of another process from taking a text that is about to be referred to.
        const now = new Date();
        utimesSync(file, now, now);
        return hash;
      }
      mkdirSync(join(folder, hash.slice(0, 2)), { recursive: true, mode: 0o700 });
      writeFileAtomically(file, text, { mode: 0o600, outlasting: 'contents' });
      return hash;
    },
    size: (hash) => statSync(pathOf(hash), { throwIfNoEntry: false })?.size ?? 0,
    get(hash) {
      if (!/^[0-9a-f]{64}$/.test(hash)) return undefined;
      try {
        const text = readFileSync(pathOf(hash), 'utf8');
        return hashText(text) === hash ? text : undefined;
      } catch {
        return undefined;
      }
    },
  };
}
