import type { Range } from '../../text/source.ts';

/** Replaces the text of a range. */
export interface Edit extends Range {
  readonly text: string;
}

/** Carries edits out; those at the same place in their order. A range that reaches into the one before it is cut. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  let result = '';
  let at = 0;
  for (const { edit } of sorted) {
    result += text.slice(at, edit.start) + edit.text;
    at = Math.max(at, edit.end);
  }
  return result + text.slice(at);
}

/** The line break that a text uses. */
export function eol(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** A text with all its line breaks made alike. */
export function convertEol(text: string, to: string): string {
  return to === '\n' ? text : text.replace(/\r?\n/g, to);
}

/** Lines moved to the right, or to the left as far as their blanks reach. */
export function shift(lines: readonly string[], by: number): string[] {
  if (by === 0) return [...lines];
  return lines.map((line) => {
    if (line.trim() === '') return line;
    if (by > 0) return ' '.repeat(by) + line;
    const blanks = /^[ ]*/.exec(line)?.[0].length ?? 0;
    return line.slice(Math.min(-by, blanks));
  });
}
