/** The manifest with `%key%` in place of each text that people read, and those texts by key, in English. */
export interface ManifestStrings {
  readonly manifest: Record<string, unknown>;
  readonly english: Readonly<Record<string, string>>;
}

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Properties whose text people read, wherever in `contributes` they stand. */
const readable = new Set([
  'title',
  'shortTitle',
  'name',
  'label',
  'contents',
  'description',
  'markdownDescription',
  'deprecationMessage',
  'markdownDeprecationMessage',
  'altText',
  'patternErrorMessage',
]);
const readableLists = new Set(['enumDescriptions', 'markdownEnumDescriptions', 'enumItemLabels']);
/** Properties that say which entry of a list it is. */
const names = ['command', 'id', 'view', 'language'];
/** Parts of `contributes` that hold texts for people; others have names and titles of another kind. */
const sections = ['commands', 'configuration', 'submenus', 'viewsContainers', 'views', 'viewsWelcome', 'walkthroughs'];

/**
 * Takes the texts out of a manifest.
 *
 * @param manifest package.json; texts may stand in it as they are or as `%key%` already
 * @param known the English texts so far, for those that are taken out already
 * @throws Error when a `%key%` has no text, or two texts would get one key
 */
export function takeStringsOut(
  manifest: Record<string, unknown>,
  known: Readonly<Record<string, string>>,
): ManifestStrings {
  const english: Record<string, string> = {};
  const take = (text: string, key: string): string => {
    // A name is a name in every language.
    if (text === 'Holdfast' || text === '') return text;
    const ready = /^%(.+)%$/.exec(text)?.[1];
    const name = ready ?? key;
    const value = ready === undefined ? text : known[ready];
    if (value === undefined)
      throw new Error(`package.json names the text ${text}, which package.nls.json does not have`);
    if (english[name] !== undefined && english[name] !== value) throw new Error(`two texts of the key ${name}`);
    english[name] = value;
    return `%${name}%`;
  };
  const walk = (value: Json, path: string): Json => {
    if (Array.isArray(value)) return value.map((item, index) => walk(item, `${path}.${nameOf(item) ?? index}`));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]): [string, Json] => {
      if (typeof inner === 'string' && readable.has(key)) {
        // Welcome texts have no name of their own, and many may belong to one view.
        const own = key === 'contents' ? slug(inner) : key;
        return [key, take(inner, `${path}.${own}`)];
      }
      if (Array.isArray(inner) && readableLists.has(key)) {
        return [key, inner.map((text, index) => take(String(text), `${path}.${choiceAt(value, index)}`))];
      }
      return [key, walk(inner, `${path}.${key}`)];
    });
    return Object.fromEntries(entries);
  };
  const contributes = { ...(manifest.contributes as Record<string, Json>) };
  for (const section of sections) {
    const value = contributes[section];
    if (value !== undefined) contributes[section] = walk(value, section);
  }
  const capabilities = walk((manifest.capabilities ?? {}) as Json, 'capabilities');
  const displayName = take(String(manifest.displayName), 'displayName');
  const description = take(String(manifest.description), 'description');
  return { manifest: { ...manifest, displayName, description, contributes, capabilities }, english };
}

function nameOf(value: Json): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  for (const key of names) {
    const name = value[key];
    if (typeof name === 'string') return name.replace(/^holdfast\./, '');
  }
  return typeof value.title === 'string' ? slug(value.title) : undefined;
}

/** The value that a text of a list explains. */
function choiceAt(value: { readonly [key: string]: Json }, index: number): string {
  const choices = value.enum;
  return Array.isArray(choices) ? String(choices[index]) : String(index);
}

/** The first words of a text; of a `%key%` nothing new is made, since it keeps its key. */
function slug(text: string): string {
  const words = text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.slice(0, 6).join('-');
}
