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
  let depth = 0;
  let index = 0;
  /** True where a value may begin, so that a quote or bracket opens one. */
  let beginning = true;
  while (index < text.length) {
    const character = text.charAt(index);
    if (character === '#' && (index === 0 || /\s/.test(text.charAt(index - 1)))) {
      const end = lineEnd(text, index);
      if (depth > 0) result.fill(' ', index, end);
      index = end;
      continue;
    }
    if (character === '\n') {
      if (depth > 0) result[index] = ' ';
      beginning = true;
    } else if ((character === '"' || character === "'") && beginning) {
      index = unfoldQuoted(text, index, result);
      beginning = false;
      continue;
    } else if ((character === '[' || character === '{') && (beginning || depth > 0)) {
      depth += 1;
      beginning = true;
    } else if ((character === ']' || character === '}') && depth > 0) {
      depth -= 1;
      beginning = false;
    } else if (character === '\r') {
      if (depth > 0) result[index] = ' ';
    } else if (character !== ' ' && character !== '\t') {
      const next = text.charAt(index + 1);
      const separates = /[\s]/.test(next) && /[:?-]/.test(character);
      beginning = separates || (depth > 0 && character === ',');
    }
    index += 1;
  }
  return result.join('');
}

/** Unfolds the quoted text that begins at `start`, and gives the offset behind it. */
function unfoldQuoted(text: string, start: number, result: string[]): number {
  const quote = text.charAt(start);
  let index = start + 1;
  while (index < text.length) {
    const character = text.charAt(index);
    if (quote === '"' && character === '\\') {
      const escapedBreak = /\\\r?\n[ \t]*/y;
      escapedBreak.lastIndex = index;
      const match = escapedBreak.exec(text);
      if (match) result.fill(FILLER, index, index + match[0].length);
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
    const fold = /[ \t]*(?:\r?\n[ \t]*)+/y;
    fold.lastIndex = index;
    const match = fold.exec(text);
    if (match) {
      const breaks = match[0].split('\n').length - 1;
      result.fill(FILLER, index, index + match[0].length);
      if (breaks === 1) result[index] = ' ';
      else result.fill(LINE_BREAK, index, index + breaks - 1);
      index += match[0].length;
      continue;
    }
    index += 1;
  }
  return text.length;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** A quoted text as it is meant, without what stands for characters that were taken out. */
export function withoutFillers(text: string): string {
  return text.replaceAll(FILLER, '').replaceAll(LINE_BREAK, '\n');
}
