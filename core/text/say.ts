/**
 * Gives a text in the language of whoever reads it; `{0}` stands for the first argument. The text itself is the English one. Texts
 * are literals in calls of `say`, from which the list for translators is generated.
 */
export type Say = (text: string, ...args: readonly (string | number)[]) => string;

/** For programs that speak English only. */
export const inEnglish: Say = (text, ...args) =>
  text.replace(/\{(\d+)\}/g, (whole, place: string) => String(args[Number(place)] ?? whole));
