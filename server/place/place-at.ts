import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from '../../core/text/source.ts';
import { flowPlace } from './flow.ts';
import { endOfQuoted, type Line, readLine } from './line.ts';
import { indentOf, type Lines, linesOf } from './lines.ts';
import { pathAbove, pathWithin } from './path-above.ts';

/** Keys and item numbers from a document's root. */
export type Path = readonly (string | number)[];

/**
 * What stands at an offset of a Compose file, read from the lines around it and not from a parsed tree, so that it is
 * known in text that isn't finished too.
 */
export interface Place {
  readonly offset: number;
  /**
   * `key`: in a mapping's key, or where one may start. `value`: in a scalar, or where one may start; in a sequence item it
   * may become a key as well. `comment`: in a comment.
   */
  readonly role: 'key' | 'value' | 'comment';
  /** For a key the mapping that it is in; for a value the key or item number as the last part. */
  readonly path: Path;
  /** The word at the offset without quotes: a key, or a whole scalar. */
  readonly word: Range;
  /** True when the word is in quotes; `word` is inside of them. */
  readonly quote: '"' | "'" | undefined;
  /** True in the lines of a `|` or `>` scalar; `word` is then the line. */
  readonly blockScalar: boolean;
  readonly flow: boolean;
  /** Column at which the entry starts; new keys of the same mapping go there. */
  readonly column: number;
  /** Where the line's entry has its value, for a key that is followed by a colon. */
  readonly hasColon: boolean;
  /** True when the value stands directly behind a dash. */
  readonly afterDash: boolean;
}

/** Reads the place at `offset`. */
export function placeAt(document: TextDocument, offset: number): Place {
  const lines = linesOf(document);
  const position = document.positionAt(offset);
  const lineStart = offset - position.character;
  const line = readLine(lines.text(position.line));
  const column = position.character;
  const at = (start: number, end: number): Range => ({ start: lineStart + start, end: lineStart + end });
  const base = {
    offset,
    quote: undefined,
    blockScalar: false,
    flow: false,
    hasColon: false,
    afterDash: false,
  } as const;

  const scalar = blockScalarAbove(lines, position.line, line, column);
  if (scalar !== undefined) {
    const indent = Math.min(indentOf(line.text), line.text.length);
    return {
      ...base,
      role: 'value',
      path: scalar,
      word: at(indent, line.text.trimEnd().length),
      blockScalar: true,
      column: indent,
    };
  }
  if (line.commentColumn !== undefined && column > line.commentColumn) {
    return {
      ...base,
      role: 'comment',
      path: [],
      word: at(line.commentColumn, line.text.length),
      column: line.commentColumn,
    };
  }

  const flow = flowAbove(document, lines, position.line, line, offset);
  if (flow !== undefined) return { ...base, ...flow, flow: true };

  const blank = line.text.trim() === '' || line.commentColumn === indentOf(line.text);
  if (blank)
    return { ...base, role: 'key', path: pathAbove(lines, position.line, column), word: at(column, column), column };

  let entryIndex = line.entries.length - 1;
  while (entryIndex > 0 && column < (line.entries[entryIndex]?.column ?? 0)) entryIndex -= 1;
  const entry = line.entries[entryIndex];
  if (entry?.kind === 'key' && column <= entry.keyEnd) {
    const quoted = line.text[entry.column] === '"' || line.text[entry.column] === "'" ? 1 : 0;
    return {
      ...base,
      role: 'key',
      path: pathWithin(lines, position.line, line, entryIndex),
      word: at(entry.column + quoted, entry.keyEnd - quoted),
      quote: quoted ? (line.text[entry.column] as '"' | "'") : undefined,
      column: entry.column,
      hasColon: true,
    };
  }
  if (entry === undefined) {
    const start = indentOf(line.text);
    return {
      ...base,
      role: 'key',
      path: pathAbove(lines, position.line, start),
      word: at(start, line.contentEnd),
      column: start,
    };
  }
  const path = pathWithin(lines, position.line, line, line.entries.length);
  const value = valueRange(line);
  return {
    ...base,
    role: 'value',
    path,
    word: column < value.start ? at(column, column) : at(value.start, Math.max(value.end, column)),
    quote: value.quote,
    column: line.contentColumn,
    afterDash: entry.kind === 'item',
  };
}

/** The path of the block scalar in which a line stands, or undefined. */
function blockScalarAbove(lines: Lines, line: number, read: Line, column: number): Path | undefined {
  const blank = read.text.trim() === '';
  let limit = blank ? column : indentOf(read.text);
  if (limit === 0) return undefined;
  for (let index = line - 1; index >= 0 && limit > 0; index -= 1) {
    const text = lines.text(index);
    if (text.trim() === '') continue;
    const indent = indentOf(text);
    if (indent >= limit) continue;
    limit = indent;
    const header = readLine(text);
    const start = text[header.contentColumn];
    if (
      (start === '|' || start === '>') &&
      /^[|>][+-]?[1-9]?[+-]?$/.test(text.slice(header.contentColumn, header.contentEnd))
    ) {
      const owner = header.entries.at(-1);
      if (owner !== undefined) return pathWithin(lines, index, header, header.entries.length);
    }
    if (header.entries.length > 0) return undefined;
  }
  return undefined;
}

type FlowParts = Pick<Place, 'role' | 'path' | 'word' | 'quote' | 'column' | 'hasColon' | 'afterDash'>;

/** Looks on this line and, when it is no entry's own line, on up to forty above for an open flow collection. */
function flowAbove(
  document: TextDocument,
  lines: Lines,
  line: number,
  read: Line,
  offset: number,
): FlowParts | undefined {
  const text = document.getText();
  const limit = indentOf(read.text);
  for (let index = line; index >= 0 && index > line - 40; index -= 1) {
    const opener = index === line ? read : readLine(lines.text(index));
    const bracket = opener.text[opener.contentColumn];
    const start = document.offsetAt({ line: index, character: opener.contentColumn });
    if ((bracket === '[' || bracket === '{') && offset > start) {
      const place = flowPlace(text, start, offset);
      if (place === undefined) return undefined;
      const word = flowWord(text, place.start, offset);
      return {
        role: place.role,
        path: [...pathWithin(lines, index, opener, opener.entries.length), ...place.path],
        word: { start: word.start, end: word.end },
        quote: word.quote,
        column: 0,
        hasColon: /^["']?\s*:/.test(text.slice(word.end, word.end + 8)),
        afterDash: false,
      };
    }
    if (opener.entries.length > 0 && (index < line ? indentOf(opener.text) < limit : true)) return undefined;
  }
  return undefined;
}

function flowWord(text: string, start: number, offset: number): Range & { quote: '"' | "'" | undefined } {
  const first = text[start];
  if ((first === '"' || first === "'") && start < offset) {
    const end = endOfQuoted(text, start);
    const closed = end > start + 1 && text[end - 1] === first;
    return { start: start + 1, end: Math.max(start + 1, closed ? end - 1 : end), quote: first };
  }
  let end = offset;
  while (
    end < text.length &&
    !/[,\]}\s]/.test(text[end] ?? '') &&
    !(text[end] === ':' && /[\s,}\]]/.test(text[end + 1] ?? ' '))
  )
    end += 1;
  return { start: Math.min(start, offset), end, quote: undefined };
}

function valueRange(line: Line): Range & { quote: '"' | "'" | undefined } {
  const first = line.text[line.contentColumn];
  if (first === '"' || first === "'") {
    const end = endOfQuoted(line.text, line.contentColumn);
    const closed = end > line.contentColumn + 1 && line.text[end - 1] === first;
    return { start: line.contentColumn + 1, end: closed ? end - 1 : line.contentEnd, quote: first };
  }
  return { start: line.contentColumn, end: line.contentEnd, quote: undefined };
}
