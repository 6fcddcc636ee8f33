import type { Range } from '../../text/source.ts';
import { readFlow } from './flow.ts';
import { itemIdentity } from './item-identity.ts';
import type { BlockEntry, BlockPart, Part } from './part.ts';

/**
 * The layout of a YAML text: which lines belong to which key. Unlike the YAML tree it knows the lines' comments, blank
 * lines and indentation, which is what a block needs to be put back as it was.
 */
export interface Outline {
  readonly text: string;
  readonly lines: readonly Line[];
  /** Undefined for a text whose top level is no mapping that can be cut line by line. */
  readonly root: Part | undefined;
}

export interface Line extends Range {
  /** Where the next line starts. */
  readonly next: number;
  /** Number of blanks before its content. */
  readonly column: number;
  readonly kind: 'blank' | 'comment' | 'content';
}

/** Reads the layout of a text. Never throws. */
export function readOutline(text: string): Outline {
  const lines = readLines(text);
  let from = 0;
  for (const [index, line] of lines.entries()) {
    if (line.kind !== 'content') continue;
    if (/^---[ \t]*(?:#.*)?$/.test(text.slice(line.start, line.end).replace(/^\uFEFF/, ''))) from = index + 1;
    break;
  }
  const reader = { text, lines };
  const start = lines.slice(from).find(({ kind }) => kind === 'content');
  if (start === undefined) return { text, lines, root: undefined };
  const offset = start.start + start.column;
  const first = text[offset] === '\uFEFF' ? offset + 1 : offset;
  const root = text[first] === '{' ? readFlow(text, first) : readBlock(reader, { from, to: lines.length, parent: '' });
  return { text, lines, root: root?.kind === 'block-sequence' ? undefined : root };
}

interface Reader {
  readonly text: string;
  readonly lines: readonly Line[];
}

function readLines(text: string): Line[] {
  const lines: Line[] = [];
  const breaks = /\r\n|\n|\r|$/g;
  for (let start = 0; start < text.length; ) {
    breaks.lastIndex = start;
    const found = breaks.exec(text);
    const end = found?.index ?? text.length;
    const next = end + (found?.[0].length ?? 0);
    let content = start;
    while (content < end && (text[content] === ' ' || text[content] === '\t')) content += 1;
    const mark = text[content];
    const kind = content === end ? 'blank' : mark === '#' ? 'comment' : 'content';
    lines.push({ start, end, next, column: content - start, kind });
    start = next;
  }
  return lines;
}

const keyPattern =
  /(?:"((?:[^"\\\n]|\\.)*)"[ \t]*|'((?:[^'\n]|'')*)'[ \t]*|([^\s"'#&*!|>%@`{}[\],?-][^\n#]*?|-[^\s\n][^\n#]*?)):(?=[ \t\r\n]|$)/y;

interface Region {
  readonly from: number;
  readonly to: number;
  /** Key of the entry whose value is read; tells what the items of a sequence are. */
  readonly parent: string;
}

/** Reads the block collection in the lines from `from` to `to`; undefined when the lines are none. */
function readBlock(reader: Reader, { from, to, parent }: Region): BlockPart | undefined {
  const { text, lines } = reader;
  const starts: { line: number; key: string; valueAt: number }[] = [];
  let column: number | undefined;
  let sequence = false;
  for (let index = from; index < to; index++) {
    const line = lines[index];
    if (line === undefined || line.kind !== 'content') continue;
    const bom = text[line.start] === '\uFEFF' ? 1 : 0;
    const at = line.start + line.column + bom;
    const dash = text[at] === '-' && /[ \t\r\n]|^$/.test(text[at + 1] ?? '');
    if (column === undefined) {
      column = line.column;
      sequence = dash;
    }
    if (line.column < column) return undefined;
    if (line.column > column) continue;
    if (sequence) {
      if (!dash) return undefined;
      starts.push({ line: index, key: '', valueAt: at + 1 });
    } else if (!dash && text[at] !== '}' && text[at] !== ']') {
      keyPattern.lastIndex = at;
      const match = keyPattern.exec(text);
      if (match === null) return undefined;
      starts.push({
        line: index,
        key: match[1] ?? match[2] ?? match[3]?.trimEnd() ?? '',
        valueAt: keyPattern.lastIndex,
      });
    } else if (starts.length === 0) return undefined;
  }
  if (column === undefined) return undefined;
  const depth = column;

  let gap = from;
  const entries = starts.map(({ line: first, key, valueAt }, index): BlockEntry => {
    const limit = starts[index + 1]?.line ?? to;
    const end = coreEnd(lines, { first, limit, column: depth });
    const name = sequence ? itemIdentity(parent, text.slice(valueAt, lines[end - 1]?.end)) : key;
    let value: Part | undefined;
    const entry = {
      key: name,
      gap,
      first,
      end,
      value: () => {
        value ??= sequence ? { kind: 'leaf' } : readValue(reader, { from: first, to: end, parent: name, valueAt });
        return value;
      },
    };
    gap = end;
    return entry;
  });
  return { kind: sequence ? 'block-sequence' : 'block-mapping', column: depth, entries, end: to };
}

/** The line behind an entry: its last content, and the comments below it that are indented deeper than its key. */
function coreEnd(lines: readonly Line[], region: { first: number; limit: number; column: number }): number {
  let end = region.first + 1;
  let open = true;
  for (let index = region.first + 1; index < region.limit; index++) {
    const line = lines[index];
    if (line === undefined) break;
    if (line.kind === 'content') {
      end = index + 1;
      open = true;
    } else if (line.kind === 'comment') {
      if (line.column <= region.column) open = false;
      if (open) end = index + 1;
    }
  }
  return end;
}

function readValue(reader: Reader, region: Region & { readonly valueAt: number }): Part {
  const { text, lines } = reader;
  const lineEnd = lines[region.from]?.end ?? text.length;
  let at = region.valueAt;
  const properties = /[ \t]*(?:[&!][^\s]*)?(?=[ \t\r\n]|$)[ \t]*/y;
  for (;;) {
    properties.lastIndex = at;
    const match = properties.exec(text);
    if (match === null || properties.lastIndex > lineEnd || properties.lastIndex === at) break;
    at = properties.lastIndex;
  }
  while (at < lineEnd && (text[at] === ' ' || text[at] === '\t')) at += 1;
  const rest = text.slice(at, lineEnd);
  if (rest.startsWith('{') || rest.startsWith('[')) return readFlow(text, at, region.parent) ?? { kind: 'leaf' };
  if (rest !== '' && !rest.startsWith('#')) return { kind: 'leaf' };
  const below = lines.slice(region.from + 1, region.to).find(({ kind }) => kind === 'content');
  const first = below === undefined ? -1 : below.start + below.column;
  const part =
    text[first] === '{' || text[first] === '['
      ? readFlow(text, first, region.parent)
      : readBlock(reader, { from: region.from + 1, to: region.to, parent: region.parent });
  return part ?? { kind: 'leaf' };
}

/** The part at a path of keys; undefined when there is none. */
export function partAt(outline: Outline | undefined, path: readonly string[]): Part | undefined {
  let part = outline?.root;
  for (const key of path) {
    if (part === undefined || part.kind === 'leaf') return undefined;
    part = (part.entries as readonly { key: string; value: () => Part }[]).find((entry) => entry.key === key)?.value();
  }
  return part;
}

/** The keys along which an offset is reached, as far down as `depth` keys. */
export function pathAt(outline: Outline, offset: number, depth: number): string[] {
  const path: string[] = [];
  let part = outline.root;
  while (part !== undefined && part.kind !== 'leaf' && path.length < depth) {
    let found: { key: string; value: () => Part } | undefined;
    if (part.kind === 'flow-mapping' || part.kind === 'flow-sequence') {
      found = part.entries.find(({ start, end }) => start <= offset && offset <= end);
    } else {
      found = (part.entries as readonly BlockEntry[]).find(({ first, end }) => {
        const last = outline.lines[end - 1];
        return (outline.lines[first]?.start ?? 0) <= offset && offset <= (last?.end ?? 0);
      });
    }
    if (found === undefined) break;
    path.push(found.key);
    part = found.value();
  }
  return path;
}

/** The layout of a file that isn't there. */
export const emptyOutline: Outline = {
  text: '',
  lines: [],
  root: { kind: 'block-mapping', column: 0, entries: [], end: 0 },
};
