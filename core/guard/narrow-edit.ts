/** Two texts of one Compose file without the entries that are the same in both. */
export interface NarrowedEdit {
  readonly before: string;
  readonly after: string;
  /** True when the edit does nothing but take whole entries out, so that what stays is written as it was. */
  readonly removesOnly: boolean;
}

/**
 * Leaves out of both sides of an edit what is the same in both and what nothing else refers to, so that judging an edit of
 * one service in a file of hundreds takes the time of one. Only plain block style is narrowed, where entries can be told
 * apart by their indentation; for anything that could make one entry change the meaning of another (anchors in entries,
 * `extends`, `include`, tags, texts over several lines in quotes) the answer is undefined, and the whole has to be judged.
 */
export function narrowEdit(before: string, after: string): NarrowedEdit | undefined {
  // The beginning of a text may be one that was cut off, which only the whole shows.
  if (before.startsWith(after) || !after.endsWith('\n')) return undefined;
  const [old, now] = [readSections(before), readSections(after)];
  if (old === undefined || now === undefined) return undefined;
  if ((alias.test(before) || alias.test(after)) && !sharesAnchors(old, now)) return undefined;
  const same = new Set<Entry>();
  let entries = 0;
  for (const section of now.values()) {
    entries += section.entries.size;
    for (const entry of section.entries.values()) {
      const twin = old.get(section.key)?.entries.get(entry.key);
      if (twin?.text === entry.text) same.add(entry).add(twin);
    }
  }
  if (same.size === 0 || entries < 3) return undefined;
  keepReferred([old, now], same);
  for (const sections of [old, now]) {
    const services = sections.get('services');
    const [first] = services?.entries.values() ?? [];
    if (services && first && [...services.entries.values()].every((entry) => same.has(entry)))
      keep(first.key, 'services', [old, now], same);
  }
  if (same.size === 0) return undefined;
  return { before: textWithout(old, same), after: textWithout(now, same), removesOnly: removesOnly(old, now) };
}

function removesOnly(old: Sections, now: Sections): boolean {
  return [...now.values()].every((section) => {
    const former = old.get(section.key);
    return (
      former?.text === section.text &&
      [...section.entries.values()].every(({ key, text }) => former.entries.get(key)?.text === text)
    );
  });
}

/** Whether all anchors are defined outside of entries, and the same on both sides, so that an alias means what it meant. */
function sharesAnchors(old: Sections, now: Sections): boolean {
  for (const sections of [old, now]) {
    for (const { entries } of sections.values()) {
      for (const { text } of entries.values()) if (anchor.test(text)) return false;
    }
  }
  const plain = (sections: Sections) => [...sections.values()].filter(({ holdsEntries }) => !holdsEntries);
  return plain(old).length === plain(now).length && plain(old).every(({ key, text }) => now.get(key)?.text === text);
}

interface Entry {
  readonly key: string;
  text: string;
}

interface Section {
  readonly key: string;
  /** The header line, and whatever stands before the first entry. */
  text: string;
  readonly entries: Map<string, Entry>;
  /** The column of its entries; undefined for a section without any. */
  column?: number | undefined;
  readonly holdsEntries: boolean;
}

type Sections = ReadonlyMap<string, Section>;

const withEntries = new Set(['services', 'volumes', 'networks', 'secrets', 'configs']);
const notPlain =
  /\r(?!\n)|^[ ]*\t|^(?:---|\.\.\.|%)|^[ \t]*(?:-[ \t]+)?["']?(?:extends|include)["']?\s*:|(?:^|[\s[{,:-])![a-z]/m;
const anchor = /(?:^|[\s[{,:-])&\w/;
const alias = /(?:^|[\s[{,:-])\*\w/;
const keyLine = /^(?:"([\w.-]+)"|'([\w.-]+)'|([\w.-]+)):(?=\s|$)(.*)$/;

function readSections(source: string): Sections | undefined {
  const text = source.replaceAll('\r\n', '\n');
  if (notPlain.test(text)) return undefined;
  const sections = new Map<string, Section>();
  let section: Section | undefined;
  let entry: Entry | undefined;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const content = line.trimStart();
    const column = line.length - content.length;
    const part = entry ?? section;
    if (content === '' || content.startsWith('#')) {
      if (part !== undefined) part.text += `\n${line}`;
      continue;
    }
    if (hasOpenQuote(content)) return undefined;
    if (column === 0) {
      const [key, rest] = keyOf(content);
      if (key === undefined || sections.has(key)) return undefined;
      section = { key, text: line, entries: new Map(), holdsEntries: withEntries.has(key) && rest === '' };
      if (withEntries.has(key) && rest !== '') return undefined;
      sections.set(key, section);
      entry = undefined;
      continue;
    }
    if (section === undefined) return undefined;
    if (!section.holdsEntries) {
      section.text += `\n${line}`;
      continue;
    }
    section.column ??= column;
    if (column < section.column) return undefined;
    if (column > section.column) {
      if (entry === undefined) return undefined;
      entry.text += `\n${line}`;
      continue;
    }
    const [key] = keyOf(content);
    if (key === undefined || section.entries.has(key)) return undefined;
    entry = { key, text: line };
    section.entries.set(key, entry);
  }
  return sections;
}

/** The key of a line and what follows it, without a comment. */
function keyOf(content: string): readonly [string | undefined, string] {
  const match = keyLine.exec(content);
  const rest = (match?.[4] ?? '').trim();
  return [match?.[1] ?? match?.[2] ?? match?.[3], rest.startsWith('#') ? '' : rest];
}

function hasOpenQuote(content: string): boolean {
  const count = (mark: string) => content.split(mark).length - 1;
  return count('"') % 2 === 1 || count("'") % 2 === 1;
}

/** Takes out of `same` what the rest refers to by name, and what that refers to in turn. */
function keepReferred(sides: readonly Sections[], same: Set<Entry>): void {
  const texts: string[] = [];
  for (const sections of sides) {
    for (const { text, entries } of sections.values()) {
      texts.push(text, ...[...entries.values()].filter((entry) => !same.has(entry)).map((entry) => entry.text));
    }
  }
  const keys = new Map<string, [string, Entry][]>();
  for (const sections of sides) {
    for (const { key: section, entries } of sections.values()) {
      for (const entry of entries.values())
        if (same.has(entry)) keys.set(entry.key, [...(keys.get(entry.key) ?? []), [section, entry]]);
    }
  }
  for (let text = texts.pop(); text !== undefined; text = texts.pop()) {
    for (const word of text.split(/[^\w.-]+/)) {
      for (const name of word.includes('.') ? [word, ...word.split('.')] : [word]) {
        for (const [, entry] of keys.get(name) ?? []) if (same.delete(entry)) texts.push(entry.text);
      }
    }
  }
}

function keep(key: string, section: string, sides: readonly Sections[], same: Set<Entry>): void {
  for (const sections of sides) {
    const entry = sections.get(section)?.entries.get(key);
    if (entry !== undefined) same.delete(entry);
  }
}

function textWithout(sections: Sections, same: ReadonlySet<Entry>): string {
  const parts: string[] = [];
  for (const { text, entries } of sections.values()) {
    parts.push(text, ...[...entries.values()].filter((entry) => !same.has(entry)).map((entry) => entry.text));
  }
  return `${parts.join('\n')}\n`;
}
