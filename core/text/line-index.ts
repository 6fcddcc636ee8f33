import type { Range } from './source.ts';

/** A place in a text, counted from zero; `column` counts UTF-16 units, as editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Converts between offsets and lines of one text. Lines end with LF, CRLF or CR. */
export interface LineIndex {
  readonly lineCount: number;
  /** The position of an offset; offsets outside of the text are moved to its ends. */
  position(offset: number): Position;
  /** The offset of a position; columns past the end of a line are moved to its end. */
  offset(position: Position): number;
  /** The span of a line without its line break; lines outside of the text give the nearest one. */
  lineRange(line: number): Range;
}

/** Builds the index of `text` in one pass. */
export function indexLines(text: string): LineIndex {
  const starts = [0];
  const breaks = /\r\n|\n|\r/g;
  while (breaks.exec(text)) starts.push(breaks.lastIndex);

  const clampLine = (line: number) => Math.min(Math.max(line, 0), starts.length - 1);
  const lineRange = (line: number): Range => {
    const index = clampLine(line);
    const start = starts[index] ?? 0;
    let end = starts[index + 1] ?? text.length;
    if (index + 1 < starts.length) {
      if (text[end - 1] === '\n') end -= 1;
      if (text[end - 1] === '\r') end -= 1;
    }
    return { start, end: Math.max(start, end) };
  };

  return {
    lineCount: starts.length,
    position(offset) {
      const target = Math.min(Math.max(offset, 0), text.length);
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= target) low = middle;
        else high = middle - 1;
      }
      return { line: low, column: target - (starts[low] ?? 0) };
    },
    offset({ line, column }) {
      const range = lineRange(line);
      return Math.min(range.start + Math.max(column, 0), range.end);
    },
    lineRange,
  };
}
