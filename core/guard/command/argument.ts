/** One field of a command line after expansion, as far as it can be known without running anything. */
export interface Argument {
  /** The text; unknown parts (a variable that nobody set, a program's output) stand in it as `\0`. */
  readonly text: string;
  /** False when a part of it depends on something that cannot be known. */
  readonly known: boolean;
  /** True when the first character is known, so that an option can be told from an operand. */
  readonly startsKnown: boolean;
  /** True when it is a pattern that the shell replaces by file names. */
  readonly glob: boolean;
}

/** Stands in a text for what cannot be known. */
export const unknownText = '\0';

export function argument(text: string): Argument {
  const known = !text.includes(unknownText);
  return { text, known, startsKnown: !text.startsWith(unknownText), glob: false };
}

export const unknownArgument: Argument = { text: unknownText, known: false, startsKnown: false, glob: false };

/** The words as a person would type them, for messages. */
export function commandText(words: readonly Argument[]): string {
  return words
    .map((word) => word.text.replaceAll(unknownText, '…'))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
}
