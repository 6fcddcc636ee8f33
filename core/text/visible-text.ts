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
  return shortened.replace(unseen, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
