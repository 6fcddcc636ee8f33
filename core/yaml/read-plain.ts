import type { Range } from '../text/source.ts';
import { emptyScalar } from './empty-scalar.ts';
import type { YamlComment, YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './node.ts';
import { type Origin, Place } from './place.ts';
import { resolvePlain } from './resolve-scalar.ts';

interface PlainPiece {
  /** Undefined where nothing but comments is. */
  readonly root: YamlMapping | undefined;
  readonly comments: readonly YamlComment[];
}

interface Line extends Range {
  /** The column of its first character. */
  readonly indent: number;
}

/** Longer pieces are left to the parser, which knows limits. */
const LONGEST = 20_000;
const DEEPEST = 20;
const KEY = /([A-Za-z_][\w./-]*):(?=[ \n]|$)/y;
const ASCII = /^[\x20-\x7e\n]*$/;
const DOUBLE = /"[^"\\\n]*"/y;
const SINGLE = /'[^'\n]*'/y;
const PLAIN_START = /[A-Za-z0-9_./$~]/;
const FLOW_ITEM = /"[^"\\\n]*"|'[^'\n]*'|[A-Za-z0-9_./][\w./-]*/y;
const FLOW_NEXT = / *, *(?=[^\], ])/y;

/** Thrown inside of this file only. */
const NOT_PLAIN = new Error('not plain');

/**
 * Reads a piece that is as plain as most of Compose files are: block mappings and lists, values on one line, comments,
 * nothing that YAML has two opinions about. That is several times faster than the parser, and the same by test.
 *
 * @returns undefined for everything else, faulty texts among it, which is for the parser to read
 */
export function readPlain(text: string, origin: Origin): PlainPiece | undefined {
  if (text.length > LONGEST || !ASCII.test(text)) return undefined;
  try {
    const comments: YamlComment[] = [];
    const lines = linesOf(text, origin, comments);
    const first = lines[0];
    if (first === undefined) return { root: undefined, comments };
    const reader = new PlainReader(text, origin, lines);
    return { root: reader.readAll(first.indent), comments };
  } catch (error) {
    if (error === NOT_PLAIN) return undefined;
    throw error;
  }
}

/** The lines with something on them, without their comments. */
function linesOf(text: string, origin: Origin, comments: YamlComment[]): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline;
    let content = start;
    while (text.charCodeAt(content) === 32) content += 1;
    let end = next;
    const hash = content < next ? text.indexOf('#', content) : -1;
    if (hash >= 0 && hash < next) {
      const before = text.slice(content, next);
      const comment = hash === content ? hash : text.indexOf(' #', content) + 1;
      if (comment !== content && /["']/.test(before)) throw NOT_PLAIN;
      if ((comment > 0 || hash === content) && comment < next) {
        comments.push({ text: text.slice(comment, next), location: new Place(origin, comment, next) });
        end = comment;
      }
    }
    while (end > content && text.charCodeAt(end - 1) === 32) end -= 1;
    if (end > content) lines.push({ indent: content - start, start: content, end });
    start = next + 1;
  }
  return lines;
}

class PlainReader {
  private readonly text: string;
  private readonly origin: Origin;
  private readonly lines: Line[];
  private index = 0;
  private depth = 0;

  constructor(text: string, origin: Origin, lines: Line[]) {
    this.text = text;
    this.origin = origin;
    this.lines = lines;
  }

  readAll(indent: number): YamlMapping {
    const root = this.mapping(indent);
    if (this.index < this.lines.length) throw NOT_PLAIN;
    return root;
  }

  private mapping(indent: number): YamlMapping {
    const start = this.lines[this.index]?.start ?? 0;
    const entries: YamlEntry[] = [];
    const names = new Set<string>();
    let end = start;
    let weight = 1;
    for (let line = this.lines[this.index]; line?.indent === indent; line = this.lines[this.index]) {
      KEY.lastIndex = line.start;
      const name = KEY.exec(this.text)?.[1];
      if (name === undefined || names.has(name)) throw NOT_PLAIN;
      names.add(name);
      if (typeof resolvePlain(name) !== 'string') throw NOT_PLAIN;
      const colon = line.start + name.length;
      const value = this.valueBehind(colon + 1, line);
      entries.push({
        key: this.scalar(name, 'plain', line.start, colon),
        value,
        written: value.location,
        merged: false,
      });
      end = placeOf(value).end;
      weight += 1 + value.weight;
    }
    if (entries.length === 0) throw NOT_PLAIN;
    return { kind: 'mapping', entries, location: new Place(this.origin, start, end), weight };
  }

  private valueBehind(colon: number, line: Line): YamlNode {
    let start = colon;
    while (start < line.end && this.text.charCodeAt(start) === 32) start += 1;
    this.index += 1;
    const next = this.lines[this.index];
    if (start < line.end) return this.inline(start, line);
    if (next === undefined) return emptyScalar(new Place(this.origin, colon, colon));
    if (next.indent > line.indent) return this.block(next);
    if (next.indent === line.indent && this.isItem(next)) return this.sequence(next.indent);
    return emptyScalar(new Place(this.origin, colon, colon));
  }

  private block(line: Line): YamlNode {
    this.depth += 1;
    if (this.depth > DEEPEST) throw NOT_PLAIN;
    const node = this.isItem(line) ? this.sequence(line.indent) : this.mapping(line.indent);
    this.depth -= 1;
    return node;
  }

  private sequence(indent: number): YamlSequence {
    const start = this.lines[this.index]?.start ?? 0;
    const items: YamlNode[] = [];
    let end = start;
    let weight = 1;
    for (
      let line = this.lines[this.index];
      line?.indent === indent && this.isItem(line);
      line = this.lines[this.index]
    ) {
      let content = line.start + 1;
      while (this.text.charCodeAt(content) === 32) content += 1;
      KEY.lastIndex = content;
      let item: YamlNode;
      if (KEY.test(this.text)) {
        const inner = { indent: indent + content - line.start, start: content, end: line.end };
        this.lines[this.index] = inner;
        item = this.block(inner);
      } else {
        this.index += 1;
        item = this.inline(content, line);
      }
      items.push(item);
      end = placeOf(item).end;
      weight += item.weight;
    }
    return { kind: 'sequence', items, location: new Place(this.origin, start, end), weight };
  }

  private isItem({ start, end }: Line): boolean {
    return this.text.charCodeAt(start) === 45 && this.text.charCodeAt(start + 1) === 32 && start + 1 < end;
  }

  /** A value on one line; a line below that is indented more goes on with it, which is for the parser. */
  private inline(start: number, line: Line): YamlNode {
    const next = this.lines[this.index];
    if (next !== undefined && next.indent > line.indent) throw NOT_PLAIN;
    const { end } = line;
    const first = this.text.charAt(start);
    if (first === '[') return this.flowSequence(start, end);
    if (first === '{') {
      if (this.text.slice(start, end) !== '{}') throw NOT_PLAIN;
      return { kind: 'mapping', entries: [], location: new Place(this.origin, start, end), weight: 1 };
    }
    if (first === '"' || first === "'") {
      const quoted = first === '"' ? DOUBLE : SINGLE;
      quoted.lastIndex = start;
      if (!quoted.test(this.text) || quoted.lastIndex !== end) throw NOT_PLAIN;
      return this.scalar(this.text.slice(start + 1, end - 1), first === '"' ? 'double' : 'single', start, end);
    }
    const text = this.text.slice(start, end);
    if (!PLAIN_START.test(first) || text.includes(': ') || text.endsWith(':')) throw NOT_PLAIN;
    return this.scalar(text, 'plain', start, end);
  }

  /** Words, numbers and quoted texts in square brackets. */
  private flowSequence(start: number, end: number): YamlSequence {
    const items: YamlScalar[] = [];
    let at = start + 1;
    while (this.text.charCodeAt(at) === 32) at += 1;
    while (this.text.charAt(at) !== ']') {
      FLOW_ITEM.lastIndex = at;
      const item = FLOW_ITEM.exec(this.text)?.[0];
      if (item === undefined) throw NOT_PLAIN;
      const behind = at + item.length;
      const quote = item.charAt(0);
      if (quote === '"') items.push(this.scalar(item.slice(1, -1), 'double', at, behind));
      else if (quote === "'") items.push(this.scalar(item.slice(1, -1), 'single', at, behind));
      else items.push(this.scalar(item, 'plain', at, behind));
      FLOW_NEXT.lastIndex = behind;
      if (FLOW_NEXT.test(this.text)) at = FLOW_NEXT.lastIndex;
      else {
        at = behind;
        while (this.text.charCodeAt(at) === 32) at += 1;
        if (this.text.charAt(at) !== ']') throw NOT_PLAIN;
      }
    }
    if (at + 1 !== end) throw NOT_PLAIN;
    const location = new Place(this.origin, start, end);
    return { kind: 'sequence', items, location, weight: 1 + items.length };
  }

  private scalar(text: string, style: 'plain' | 'single' | 'double', start: number, end: number): YamlScalar {
    const value = style === 'plain' ? resolvePlain(text) : text;
    return { kind: 'scalar', value, text, style, location: new Place(this.origin, start, end), weight: 1 };
  }
}

function placeOf({ location }: YamlNode): Place {
  return location as Place;
}
