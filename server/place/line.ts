/** An entry that begins on a line of block YAML: a sequence item's dash or a mapping key. Columns count from the line's start. */
export type LineEntry =
  | { readonly kind: 'item'; readonly column: number; readonly valueColumn: number }
  | {
      readonly kind: 'key';
      readonly column: number;
      /** The key without quotes. */
      readonly key: string;
      /** Column behind the key's last character (behind its closing quote). */
      readonly keyEnd: number;
      readonly valueColumn: number;
    };

/** One line of block YAML, read without knowing the lines around it, so that unfinished text can be read too. */
export interface Line {
  readonly text: string;
  /** Outermost first: `- name: x` has an item and a key. */
  readonly entries: readonly LineEntry[];
  /** Where what is behind the last entry starts; equals `contentEnd` when there is nothing. */
  readonly contentColumn: number;
  /** Where the content ends: before a comment and trailing blanks. */
  readonly contentEnd: number;
  /** Column of the comment's `#`, or undefined. */
  readonly commentColumn: number | undefined;
}

/** Reads one line. */
export function readLine(text: string): Line {
  const entries: LineEntry[] = [];
  let column = skipBlanks(text, 0);
  while (text[column] === '-' && isBlank(text[column + 1])) {
    const valueColumn = skipBlanks(text, column + 1);
    entries.push({ kind: 'item', column, valueColumn });
    column = valueColumn;
  }
  const key = readKey(text, column);
  if (key !== undefined) {
    entries.push(key);
    column = key.valueColumn;
  }
  column = skipProperties(text, column);
  const commentColumn = findComment(text, column);
  const contentEnd = Math.max(
    text.slice(0, commentColumn ?? text.length).trimEnd().length,
    Math.min(column, text.length),
  );
  return { text, entries, contentColumn: Math.min(column, contentEnd), contentEnd, commentColumn };
}

/** Column behind a quoted text that starts at `start`; the line's end when it isn't closed. */
export function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let index = start + 1; index < text.length; index += 1) {
    if (quote === '"' && text[index] === '\\') index += 1;
    else if (text[index] === quote) {
      if (quote === "'" && text[index + 1] === "'") index += 1;
      else return index + 1;
    }
  }
  return text.length;
}

function readKey(text: string, start: number): Extract<LineEntry, { kind: 'key' }> | undefined {
  const first = text[start];
  if (first === undefined || first === '#' || first === '[' || first === '{' || first === '|' || first === '>')
    return undefined;
  let end: number;
  let key: string;
  if (first === '"' || first === "'") {
    end = endOfQuoted(text, start);
    key = text.slice(start + 1, end - 1);
    const colon = skipBlanks(text, end);
    if (text[colon] !== ':' || !isBlank(text[colon + 1])) return undefined;
    return { kind: 'key', column: start, key, keyEnd: end, valueColumn: skipBlanks(text, colon + 1) };
  }
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === '#' && isBlank(text[index - 1])) return undefined;
    if (text[index] !== ':' || !isBlank(text[index + 1])) continue;
    key = text.slice(start, index).trimEnd();
    end = start + key.length;
    return { kind: 'key', column: start, key, keyEnd: end, valueColumn: skipBlanks(text, index + 1) };
  }
  return undefined;
}

/** Steps over tags and anchors, which stand before a value. */
function skipProperties(text: string, start: number): number {
  const properties = /(?:[!&]\S*[ \t]+)+|[!&]\S*$/y;
  properties.lastIndex = start;
  return properties.exec(text) === null ? start : properties.lastIndex;
}

function findComment(text: string, start: number): number | undefined {
  let index = start;
  if (text[index] === '"' || text[index] === "'") index = endOfQuoted(text, index);
  for (; index < text.length; index += 1) {
    if (text[index] === '#' && (index === 0 || isBlank(text[index - 1]))) return index;
  }
  return undefined;
}

function skipBlanks(text: string, start: number): number {
  let index = start;
  while (text[index] === ' ' || text[index] === '\t') index += 1;
  return index;
}

function isBlank(character: string | undefined): boolean {
  return character === undefined || character === ' ' || character === '\t' || character === '\r' || character === '\n';
}
