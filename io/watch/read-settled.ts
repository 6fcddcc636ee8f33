import { setTimeout as delay } from 'node:timers/promises';
import { disk } from '../disk.ts';

export type Texts = ReadonlyMap<string, string | undefined>;

/** How long a text that looks half-written gets, in milliseconds a look, and how many looks. */
const pause = 5;
const looks = 6;
/** Looks in a row that must find the same. A busy machine can stop a program for a while between emptying and writing. */
const alike = { empty: 3, begun: 1 };

/**
 * Reads files from the disk, once they have settled: many programs empty a file, or move it away, a moment before they
 * write it. A text that looks like such a moment is read again until it stays the same; all others cost no wait.
 *
 * @param usual what the files contained before; a text that is its beginning looks half-written
 */
export async function readSettled(files: Iterable<string>, usual: Texts): Promise<Texts> {
  let texts = readAll(files);
  let same = 0;
  for (let look = 0; look < looks; look += 1) {
    const previous = texts;
    const unsettled = [...texts].filter(([file, text]) => looksHalfWritten(text, usual.get(file)));
    if (unsettled.length === 0) break;
    await delay(pause);
    texts = readAll(texts.keys());
    same = sameTexts(texts, previous) ? same + 1 : 0;
    if (same >= (unsettled.some(([, text]) => isEmpty(text)) ? alike.empty : alike.begun)) break;
  }
  return texts;
}

/** The texts of files as they are on disk now. */
export function readAll(files: Iterable<string>): Texts {
  return new Map([...files].map((file) => [file, disk.readText(file)]));
}

/** True when both have the same files with the same texts. */
export function sameTexts(a: Texts, b: Texts): boolean {
  return a.size === b.size && [...a].every(([file, text]) => b.has(file) && b.get(file) === text);
}

function looksHalfWritten(text: string | undefined, usual: string | undefined): boolean {
  if (usual === undefined || text === usual) return false;
  return isEmpty(text) || usual.startsWith(text ?? '');
}

function isEmpty(text: string | undefined): boolean {
  return text === undefined || text.trim() === '';
}
