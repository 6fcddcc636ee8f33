/** How a text has to be written. One file a grammar; each accepts whatever Docker Compose accepts. */
export interface Grammar {
  /** What it is, for messages: `a duration`. */
  readonly title: string;
  /** A correct text: `1m30s`. */
  readonly example: string;
  /** What is wrong with a text; undefined when nothing is. */
  readonly check: (text: string) => GrammarFault | undefined;
}

export interface GrammarFault {
  /** The reason, as the second half of a sentence: `"bananas" is no unit`. */
  readonly message: string;
  /** The wrong part, as offsets in the text; undefined: all of it. */
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** What to write instead. */
  readonly hint?: string | undefined;
  /** What the wrong part was meant to be. */
  readonly suggestion?: string | undefined;
  /** True when Compose lets it pass and the engine refuses it when the container is made. */
  readonly late?: boolean | undefined;
}

/** A grammar that one expression tells. */
export function byPattern(options: {
  readonly title: string;
  readonly example: string;
  readonly pattern: RegExp;
  readonly message: string;
  readonly late?: boolean;
}): Grammar {
  const { title, example, pattern, message, late } = options;
  return { title, example, check: (text) => (pattern.test(text) ? undefined : { message, late }) };
}
