/** Every generated file but the list of rules, by its path from the root. */
export function derivedTexts(_root: string): ReadonlyMap<string, string> {
  return new Map();
}
