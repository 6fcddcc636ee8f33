import { endOfQuoted } from './line.ts';

/** Where an offset stands within a flow collection (`[a, b]`, `{a: 1}`). Offsets are those of the text handed in. */
export interface FlowPlace {
  /** Keys and item numbers from the collection's opening bracket inwards. */
  readonly path: readonly (string | number)[];
  readonly role: 'key' | 'value';
  /** Start of the word at the offset, behind blanks. */
  readonly start: number;
  /** Keys of the mapping that the offset is in, except the one at the offset. */
  readonly siblings: readonly string[];
}

interface Level {
  readonly bracket: '[' | '{';
  readonly keys: string[];
  index: number;
  /** Key whose value is being read. */
  key: string | undefined;
  start: number;
}

/**
 * Reads a flow collection from `start` (its opening bracket) to `offset`.
 *
 * @returns undefined when the collection is closed before `offset`
 */
export function flowPlace(text: string, start: number, offset: number): FlowPlace | undefined {
  const levels: Level[] = [];
  let index = start;
  while (index < offset) {
    const character = text[index];
    const level = levels.at(-1);
    if (character === '"' || character === "'") {
      index = Math.min(endOfQuoted(text, index), offset);
      continue;
    }
    if (character === '[' || character === '{') {
      levels.push({ bracket: character, keys: [], index: 0, key: undefined, start: index + 1 });
    } else if (character === ']' || character === '}') {
      levels.pop();
      if (levels.length === 0) return undefined;
    } else if (character === ',' && level !== undefined) {
      level.index += 1;
      level.key = undefined;
      level.start = index + 1;
    } else if (
      character === ':' &&
      level?.key === undefined &&
      level?.bracket === '{' &&
      /[\s,}\]"']/.test(text[index + 1] ?? ' ')
    ) {
      level.key = unquote(text.slice(level.start, index).trim());
      level.keys.push(level.key);
      level.start = index + 1;
    }
    index += 1;
  }
  const last = levels.at(-1);
  if (last === undefined) return undefined;
  const path = levels.flatMap((level, depth): (string | number)[] => {
    if (level.bracket === '[') return [level.index];
    if (level.key !== undefined) return [level.key];
    return depth === levels.length - 1 ? [] : [''];
  });
  let wordStart = last.start;
  while (wordStart < offset && /\s/.test(text[wordStart] ?? '')) wordStart += 1;
  const role = last.bracket === '{' && last.key === undefined ? 'key' : 'value';
  return { path, role, start: wordStart, siblings: last.keys };
}

function unquote(text: string): string {
  return /^(["']).*\1$/.test(text) ? text.slice(1, -1) : text;
}
