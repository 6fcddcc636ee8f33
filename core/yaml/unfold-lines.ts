import type { Range } from '../text/source.ts';

/** Stands for a character that was taken out of a quoted text, so that all others keep their offsets. */
export const FILLER = '\uE0F0';
/** Stands for a line break inside of a quoted text. */
export const LINE_BREAK = '\uE0F1';

/**
 * Puts quoted texts and values in brackets on one line each, with every character kept at its offset. YAML wants their
 * later lines indented more than what they belong to, and the parser insists; Compose's reader doesn't care.
 */
export function unfoldLines(text: string): string {
  const result = [...Array(text.length).keys()].map((index) => text.charAt(index));
  scan(text, 0, text.length, result);
  return result.join('');
}

/** How a part of a text ends, by its quotes and brackets. */
export interface PartEnd {
  /** Where all that begins in the part is closed: at most the part's end, or somewhere behind it. */
  readonly end: number;
  /** False when what goes on behind the part can't be a quoted text or a value in brackets, or never ends. */
  readonly plausible: boolean;
}

/** What may stand behind a quoted text or a closing bracket. */
const AFTER_VALUE = /[ \t]*(?:#|:(?=\s|$)|[,\]}]|\r?\n|\r?$)/y;

/** Looks at a part of a text whether something that begins in it goes on behind it. */
export function endOfPart(text: string, { start, end }: Range): PartEnd {
  const reached = scan(text, start, end);
  if (reached.end <= end) return { end, plausible: reached.closed };
  AFTER_VALUE.lastIndex = reached.end;
  return { end: reached.end, plausible: reached.closed && AFTER_VALUE.test(text) };
}

/** Where the quoted text or the brackets begin that are never closed; undefined when all are. */
export function unclosedAt(text: string): number | undefined {
  return scan(text, 0, text.length).open;
}

interface Scanned {
  /** Where it came to. */
  readonly end: number;
  /** True when all was closed there. */
  readonly closed: boolean;
  /** Where what isn't closed begins. */
  readonly open: number | undefined;
}

/**
 * Goes through a text from `start` until `stop` is reached and nothing is open.
 *
 * @param result the text's characters, to be unfolded
 */
function scan(text: string, start: number, stop: number, result?: string[]): Scanned {
  const brackets: number[] = [];
  let index = start;
  /** True where a value may begin, so that a quote or bracket opens one. */
  let beginning = true;
  while (index < text.length && (index < stop || brackets.length > 0)) {
    const character = text.charAt(index);
    if (character === '#' && (index === 0 || /\s/.test(text.charAt(index - 1)))) {
      const end = lineEnd(text, index);
      if (brackets.length > 0) result?.fill(' ', index, end);
      index = end;
      continue;
    }
    if (character === '\n') {
      if (brackets.length > 0 && result) result[index] = ' ';
      beginning = true;
    } else if ((character === '"' || character === "'") && beginning) {
      const end = unfoldQuoted(text, index, result);
      if (end < 0) return { end: text.length, closed: false, open: index };
      index = end;
      beginning = false;
      continue;
    } else if ((character === '[' || character === '{') && (beginning || brackets.length > 0)) {
      brackets.push(index);
      beginning = true;
    } else if ((character === ']' || character === '}') && brackets.length > 0) {
      brackets.pop();
      beginning = false;
    } else if (character === '\r') {
      if (brackets.length > 0 && result) result[index] = ' ';
    } else if (character !== ' ' && character !== '\t') {
      const next = text.charAt(index + 1);
      const separates = /[\s]/.test(next) && /[:?-]/.test(character);
      beginning = separates || (brackets.length > 0 && character === ',');
    }
    index += 1;
  }
  return { end: index, closed: brackets.length === 0, open: brackets[0] };
}

/** Unfolds the quoted text that begins at `start`, and gives the offset behind it; -1 when it isn't closed. */
function unfoldQuoted(text: string, start: number, result: string[] | undefined): number {
  const quote = text.charAt(start);
  let index = start + 1;
  while (index < text.length) {
    const character = text.charAt(index);
    if (quote === '"' && character === '\\') {
      const escapedBreak = /\\\r?\n[ \t]*/y;
      escapedBreak.lastIndex = index;
      const match = escapedBreak.exec(text);
      if (match) result?.fill(FILLER, index, index + match[0].length);
      index += match ? match[0].length : 2;
      continue;
    }
    if (character === quote) {
      if (quote === "'" && text.charAt(index + 1) === "'") {
        index += 2;
        continue;
      }
      return index + 1;
    }
    if (character === ' ' || character === '\t' || character === '\r' || character === '\n') {
      FOLD.lastIndex = index;
      const match = FOLD.exec(text);
      if (match) {
        const breaks = match[0].split('\n').length - 1;
        result?.fill(FILLER, index, index + match[0].length);
        if (result && breaks === 1) result[index] = ' ';
        else result?.fill(LINE_BREAK, index, index + breaks - 1);
        index += match[0].length;
        continue;
      }
    }
    index += 1;
  }
  return -1;
}

/** A line break in a quoted text, with the white space around it. */
const FOLD = /[ \t]*(?:\r?\n[ \t]*)+/y;

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** A quoted text as it is meant, without what stands for characters that were taken out. */
export function withoutFillers(text: string): string {
  return text.replaceAll(FILLER, '').replaceAll(LINE_BREAK, '\n');
}
