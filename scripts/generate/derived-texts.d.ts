/** Every generated file but the list of rules, by its path from the root. */
export declare function derivedTexts(root: string): ReadonlyMap<string, string>;
