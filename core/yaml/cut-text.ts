import type { Range } from '../text/source.ts';

/** One top-level entry of a text, or several small ones. */
export interface TopCut extends Range {
  /** Ranges of the entries of its block mapping, when it can be read entry by entry; its header is what stands before them. */
  readonly children?: readonly Range[] | undefined;
}

export interface Cuts {
  /** Comments, blank lines and `---` before the first entry. */
  readonly preamble: Range;
  readonly entries: readonly TopCut[];
}

const KEY = /(?:[A-Za-z0-9_.$/][^\n]*?|"[^"\n]*"[ \t]*|'[^'\n]*'[ \t]*):(?=[ \t\r\n]|$)/y;
const HEADER = /[A-Za-z0-9_.-]+:[ \t]*(?:#[^\n]*|\r)?(?:\n|$)/y;
const DOCUMENT_START = /^\uFEFF?(?:[ \t]*(?:#[^\n]*|\r)?\n)*---[ \t]*(?:#[^\n]*|\r)?(?:\n|$)/;

/**
 * Cuts a text into pieces that can be read one by one: its top-level entries, and within those that hold a block mapping,
 * that mapping's entries. Lines at a key's own indentation can't be inside of a value that began above, save for quoted and
 * flow values, and those leave the piece above them unfinished, so that reading it gives an error.
 *
 * @returns undefined when the text must be read as a whole: several documents, directives, a top level that is no plain
 *   block mapping, or merge keys in it
 */
export function cutText(text: string): Cuts | undefined {
  const start = DOCUMENT_START.exec(text)?.[0].length ?? (text.startsWith('\uFEFF') ? 1 : 0);
  const entries: TopCut[] = [];
  let open: { start: number; indent: number; children: number[] | undefined } | undefined;

  const close = (end: number) => {
    if (!open) return;
    const { children } = open;
    if (!children || children.length === 0) entries.push({ start: open.start, end });
    else {
      const ranges = children.map((child, index) => ({ start: child, end: children[index + 1] ?? end }));
      entries.push({ start: open.start, end, children: ranges });
    }
  };

  for (let line = start; line < text.length; ) {
    const newline = text.indexOf('\n', line);
    const next = newline < 0 ? text.length : newline + 1;
    let content = line;
    while (text.charCodeAt(content) === 32) content += 1;
    const indent = content - line;
    const first = text.charCodeAt(content);
    const blank = content >= next || first === 10 || first === 13 || first === 35;
    if (!blank && indent === 0) {
      const kind = lineKind(text, content);
      if (kind === 'unsafe' || (kind === 'other' && !open)) return undefined;
      if (kind === 'key') {
        close(line);
        HEADER.lastIndex = line;
        open = { start: line, indent: 0, children: HEADER.test(text) ? [] : undefined };
      } else if (open) open.children = undefined;
    } else if (!blank && !open) {
      return undefined;
    } else if (!blank && open?.children) {
      if (open.children.length === 0) open.indent = indent;
      if (indent === open.indent) {
        const kind = lineKind(text, content);
        if (kind === 'key') open.children.push(line);
        else if (kind === 'unsafe' || open.children.length === 0) open.children = undefined;
      }
    }
    line = next;
  }
  close(text.length);
  return entries.length > 0
    ? { preamble: { start: 0, end: entries[0]?.start ?? 0 }, entries: coarser(entries) }
    : undefined;
}

/** Reading a piece has its own cost, so very many small ones are joined. */
const MOST_PIECES = 4_000;

function coarser(entries: readonly TopCut[]): readonly TopCut[] {
  const count = entries.reduce((sum, entry) => sum + 1 + (entry.children?.length ?? 0), 0);
  if (count <= MOST_PIECES) return entries;
  const size = Math.ceil(count / MOST_PIECES);
  const joined: TopCut[] = [];
  let run: Range[] = [];
  const flush = () => {
    joined.push(...inGroups(run, size));
    run = [];
  };
  for (const entry of entries) {
    if (!entry.children) run.push(entry);
    else {
      flush();
      joined.push({ ...entry, children: inGroups(entry.children, size) });
    }
  }
  flush();
  return joined;
}

function inGroups(ranges: readonly Range[], size: number): readonly Range[] {
  const groups: Range[] = [];
  for (let index = 0; index < ranges.length; index += size) {
    const first = ranges[index];
    const last = ranges[Math.min(index + size, ranges.length) - 1];
    if (first && last) groups.push({ start: first.start, end: last.end });
  }
  return groups;
}

/** `key`: an entry begins here. `unsafe`: the mapping can't be cut. `other`: goes on with what stands above. */
function lineKind(text: string, at: number): 'key' | 'unsafe' | 'other' {
  const first = text.charAt(at);
  if ('<?&!*{[|>%@`'.includes(first)) return 'unsafe';
  if (text.startsWith('---', at) || text.startsWith('...', at)) return 'unsafe';
  KEY.lastIndex = at;
  return KEY.test(text) ? 'key' : 'other';
}
