import { applyEdits, type FormattingOptions, findNodeAtLocation, getNodeValue, modify, parseTree } from 'jsonc-parser';
import type { SharedEntry } from './setup.ts';

/** Says of an entry in a shared file whether Holdfast wrote it. */
export type IsOurs = (value: unknown) => boolean;

/**
 * Puts entries into a JSON file that holds other things too. Comments, order and formatting of the rest stay as they are;
 * older entries of ours are taken out first.
 *
 * @param text the file's text; undefined: there is none yet
 */
export function addEntries(text: string | undefined, entries: readonly SharedEntry[], isOurs: IsOurs): string {
  let result = text === undefined || text.trim() === '' ? '{}\n' : text;
  if (entries.every((entry) => isThere(result, entry, isOurs))) return result;
  result = removeEntries(result, entries, isOurs);
  for (const { at, value, key } of entries) {
    const list = valueAt(result, at);
    if (key !== undefined && valueAt(result, [...at, key]) !== undefined) continue;
    const path: (string | number)[] =
      key === undefined ? (Array.isArray(list) ? [...at, list.length] : [...at]) : [...at, key];
    const wanted = key === undefined && !Array.isArray(list) ? [value] : value;
    result = applyEdits(
      result,
      modify(result, path, wanted, {
        formattingOptions: formatting(result),
        isArrayInsertion: Array.isArray(list) && key === undefined,
      }),
    );
  }
  return result;
}

/** Whether an entry is in the file in just this form, and no other of ours in its list. */
function isThere(text: string, { at, key, value }: SharedEntry, isOurs: IsOurs): boolean {
  if (key !== undefined) return valueAt(text, [...at, key]) !== undefined;
  const list = valueAt(text, at);
  const ours = Array.isArray(list) ? list.filter(isOurs) : [];
  return ours.length === 1 && JSON.stringify(ours[0]) === JSON.stringify(value);
}

/** Takes our entries out, and lists and objects that are empty without them. Plain values, such as a version, stay. */
export function removeEntries(text: string, entries: readonly SharedEntry[], isOurs: IsOurs): string {
  let result = text;
  for (const { at, key } of entries) {
    const list = valueAt(result, at);
    if (key !== undefined || !Array.isArray(list) || !list.some(isOurs)) continue;
    for (let index = list.length - 1; index >= 0; index--)
      if (isOurs(list[index])) result = remove(result, [...at, index]);
    for (let path = [...at]; path.length > 0; path = path.slice(0, -1)) {
      const left = valueAt(result, path);
      if (left === null || typeof left !== 'object' || Object.keys(left).length > 0) break;
      result = remove(result, path);
    }
  }
  return result;
}

/** Whether all entries, or newer or older forms of them, are in the file. */
export function hasEntries(text: string | undefined, entries: readonly SharedEntry[], isOurs: IsOurs): boolean {
  return entries.every(({ at, key }) => {
    const found = text === undefined ? undefined : valueAt(text, key === undefined ? at : [...at, key]);
    return key === undefined ? Array.isArray(found) && found.some(isOurs) : found !== undefined;
  });
}

function remove(text: string, path: readonly (string | number)[]): string {
  return applyEdits(text, modify(text, [...path], undefined, {}));
}

/** The value at a path; undefined when there is none, or the text is no JSON. */
export function valueAt(text: string, path: readonly (string | number)[]): unknown {
  const root = parseTree(text, [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, [...path]);
  return node && getNodeValue(node);
}

function formatting(text: string): FormattingOptions {
  const indent = /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 4 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    insertFinalNewline: true,
  };
}
