/**
 * Characters that are not seen, or that change how what is around them is seen: controls and line breaks, marks of writing
 * direction (Unicode's Bidi_Control), zero-width characters, tags.
 */
const unseen =
  /[\p{Cc}\u{00AD}\u{061C}\u{180E}\u{200B}-\u{200F}\u{2028}-\u{202E}\u{2060}-\u{206F}\u{FEFF}\u{FFF9}-\u{FFFB}\u{E0000}-\u{E007F}]/gu;

/**
 * A text from a file or a program as one line in which nothing hides: unseen characters are written as `⟨U+202E⟩`. For names
 * and messages in questions to a person, where a line break or a change of direction could make one thing look like another.
 *
 * @param most characters that are kept; the rest becomes `…`
 */
export function visibleText(text: string, most = 300): string {
  const shortened = text.length > most ? `${[...text.slice(0, most)].join('').replace(/[\uD800-\uDBFF]$/, '')}…` : text;
  return shortened.replace(unseen, named);
}

/** Controls and marks of writing direction, but for tabs and ends of lines: what makes a terminal do other things than show. */
const steering = /(?![\t\n]|\r\n)[\p{Cc}\u{061C}\u{200E}\u{200F}\u{2028}-\u{202E}\u{2066}-\u{2069}]/gu;

/** The colours that Holdfast itself prints. */
const colours = new RegExp(`(${String.fromCharCode(27)}\\[(?:0|31|33|36)m)`);

/**
 * What a program prints, with every character named that would make a terminal do something: clear the screen, hide text,
 * write backwards. In a JSON document they become JSON's own escapes, so that it stays the same document.
 */
export function printableText(text: string): string {
  const escapeOf = /^\s*[{[]/.test(text) ? escaped : named;
  return text
    .split(colours)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(steering, escapeOf)))
    .join('');
}

function named(character: string): string {
  return `⟨U+${hex(character)}⟩`;
}

function escaped(character: string): string {
  return `\\u${hex(character).toLowerCase()}`;
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
