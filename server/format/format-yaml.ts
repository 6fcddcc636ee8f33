import { type LineEntry, readLine } from '../place/line.ts';

interface Level {
  readonly kind: LineEntry['kind'];
  readonly from: number;
  readonly to: number;
}

/**
 * Tidies block YAML: even indentation, lists indented below their key, one blank behind a dash, no blanks at line ends,
 * no runs of blank lines. Texts in `|` and `>` scalars, in quotes and in brackets are moved with their entry and not
 * changed otherwise, comments move with what they stand above.
 *
 * @param step columns of one level
 * @returns the tidied text, or undefined for a text whose structure can't be told from its lines (tabs, complex keys)
 */
export function formatYaml(text: string, step: number): string | undefined {
  const lineBreak = /\r\n/.test(text) ? '\r\n' : '\n';
  const levels: Level[] = [];
  const out: string[] = [];
  /** Comments and blank lines that wait for the entry below them. */
  let waiting: string[] = [];
  /** The entry whose value goes on in further lines. */
  let owner:
    | { readonly from: number; readonly to: number; readonly limit: number; readonly kind: 'scalar' | 'flow' }
    | undefined;
  let quote: string | undefined;
  let depth = 0;

  for (const raw of text.split(/\r\n|\n/)) {
    const indent = raw.length - raw.trimStart().length;
    const blank = raw.trim() === '';
    if (owner?.kind === 'scalar') {
      if (blank || indent > owner.limit) {
        out.push(...waiting.splice(0), shift(raw, owner.to - owner.from));
        continue;
      }
      owner = undefined;
    }
    if (owner?.kind === 'flow') {
      out.push(shift(raw, owner.to - owner.from).trimEnd());
      ({ quote, depth } = scanFlow(raw, quote, depth));
      if (quote === undefined && depth === 0) owner = undefined;
      continue;
    }
    if (blank || raw.trimStart().startsWith('#')) {
      waiting.push(raw.trim());
      continue;
    }
    if (raw.slice(0, indent).includes('\t') || /^\s*\?(?:\s|$)/.test(raw)) return undefined;
    const line = readLine(raw);
    if (indent === 0 && /^(?:---|\.\.\.|%)/.test(raw)) {
      levels.length = 0;
      out.push(...settle(waiting, 0), raw.trimEnd());
      waiting = [];
      continue;
    }
    const top = levels.at(-1);
    if (line.entries.length === 0) {
      // A scalar that goes on below its key, or one that stands alone.
      if (top === undefined) return undefined;
      out.push(...settle(waiting, indent + top.to - top.from), shift(raw, top.to - top.from).trimEnd());
      waiting = [];
      ({ quote, depth } = scanFlow(raw.slice(0, line.contentEnd), undefined, 0));
      if (quote !== undefined || depth > 0) owner = { from: top.from, to: top.to, limit: top.from, kind: 'flow' };
      continue;
    }

    let rebuilt = '';
    let column = 0;
    for (const entry of line.entries) {
      const level = place(levels, entry, step);
      rebuilt = entry === line.entries[0] ? ' '.repeat(level.to) : rebuilt.padEnd(level.to);
      const end = entry.kind === 'item' ? entry.column + 1 : entry.valueColumn;
      rebuilt += entry.kind === 'item' ? '-' : raw.slice(entry.column, end);
      column = end;
    }
    const last = line.entries.at(-1);
    const level = levels.at(-1);
    if (last === undefined || level === undefined) return undefined;
    const rest = raw.slice(column).trimStart();
    const glue = last.kind === 'item' && rest !== '' ? ' ' : '';
    out.push(...settle(waiting, line.entries[0] === undefined ? 0 : rebuilt.length - rebuilt.trimStart().length));
    waiting = [];
    out.push(`${rebuilt}${glue}${rest}`.trimEnd());

    const content = raw.slice(line.contentColumn, line.contentEnd);
    if (/^[|>][+-]?[1-9]?[+-]?$/.test(content)) {
      owner = { from: level.from, to: level.to, limit: scalarLimit(line.entries), kind: 'scalar' };
    } else {
      ({ quote, depth } = scanFlow(content, undefined, 0));
      if (quote !== undefined || depth > 0) owner = { from: level.from, to: level.to, limit: level.from, kind: 'flow' };
    }
  }
  out.push(...settle(waiting, undefined));
  // At the end of a `|` scalar the last line break is a part of the text.
  if (owner?.kind === 'scalar') return out.join(lineBreak);
  while (out.at(-1) === '') out.pop();
  return out.length === 0 ? '' : `${out.join(lineBreak)}${lineBreak}`;
}

/** Column that a block scalar's lines must be beyond. */
function scalarLimit(entries: readonly LineEntry[]): number {
  return entries.at(-1)?.column ?? 0;
}

/** Finds or opens the level of an entry. */
function place(levels: Level[], entry: LineEntry, step: number): Level {
  for (let top = levels.at(-1); top !== undefined; top = levels.at(-1)) {
    if (top.from === entry.column && top.kind === entry.kind) return top;
    const isListBelowKey = entry.kind === 'item' && top.kind === 'key' && top.from === entry.column;
    if (top.from < entry.column || isListBelowKey) break;
    levels.pop();
  }
  const parent = levels.at(-1);
  const to = parent === undefined ? 0 : parent.to + (parent.kind === 'item' ? 2 : step);
  const level: Level = { kind: entry.kind, from: entry.column, to };
  levels.push(level);
  return level;
}

/** Comments and blank lines, put at a column; runs of blank lines become one. */
function settle(waiting: readonly string[], column: number | undefined): string[] {
  return waiting
    .filter((line, index) => line !== '' || waiting[index - 1] !== '')
    .map((line) => (line === '' ? '' : `${' '.repeat(column ?? 0)}${line}`));
}

function shift(line: string, by: number): string {
  if (line.trim() === '') return line;
  if (by >= 0) return ' '.repeat(by) + line;
  const indent = line.length - line.trimStart().length;
  return line.slice(Math.min(-by, indent));
}

/** Follows quotes and brackets through a line's value. */
function scanFlow(
  text: string,
  quote: string | undefined,
  depth: number,
): { quote: string | undefined; depth: number } {
  let open = quote;
  let level = depth;
  const startsQuoted = open !== undefined || /^["'[{]/.test(text) || level > 0;
  if (!startsQuoted) return { quote: undefined, depth: 0 };
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (open !== undefined) {
      if (open === '"' && character === '\\') index += 1;
      else if (character === open) {
        if (open === "'" && text[index + 1] === "'") index += 1;
        else open = undefined;
      }
    } else if (character === '#' && /\s/.test(text[index - 1] ?? ' ')) break;
    else if (
      (character === '"' || character === "'") &&
      (level > 0 || index === 0) &&
      /[\s,[{:]/.test(text[index - 1] ?? ' ')
    )
      open = character;
    else if (character === '[' || character === '{') level += 1;
    else if (character === ']' || character === '}') level -= 1;
  }
  return { quote: open, depth: Math.max(level, 0) };
}
