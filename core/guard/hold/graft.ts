import { parse } from 'yaml';
import type { Range } from '../../text/source.ts';
import type { Outline } from './outline.ts';
import type { BlockEntry, BlockPart, FlowPart, Part } from './part.ts';
import { applyEdits, convertEol, type Edit, eol, shift } from './text-edits.ts';

/** Places to make alike, as a tree of keys: a node without children stands for the whole entry. */
export interface Places {
  readonly children: Map<string, Places>;
  /** True when the entry is to be taken out, whatever the source has. */
  drop?: boolean;
}

/** Makes a tree of places out of paths. A path inside of another one is covered by it. */
export function makePlaces(paths: Iterable<{ readonly path: readonly string[]; readonly drop?: boolean }>): Places {
  const root: Places = { children: new Map() };
  const sorted = [...paths].sort((a, b) => a.path.length - b.path.length);
  next: for (const { path, drop } of sorted) {
    let node = root;
    for (const [index, key] of path.entries()) {
      let child = node.children.get(key);
      if (child !== undefined && child.children.size === 0) continue next;
      child ??= { children: new Map() };
      node.children.set(key, child);
      if (index === path.length - 1 && drop) child.drop = true;
      node = child;
    }
  }
  return root;
}

/**
 * Makes some places of a text what they are in another text: entries that are missing are put in behind the neighbour
 * that they followed there, with their comments and blank lines; others are replaced or taken out. All else stays as it
 * is, to the byte.
 *
 * @param target the text to change
 * @param source the text to take the places from
 * @returns undefined when the layout of one of the texts is too unusual for it
 */
export function graft(target: Outline, source: Outline, places: Places): string | undefined {
  if (target.root === undefined || source.root === undefined) return undefined;
  const edits: Edit[] = [];
  const result = merge({ target, source, edits }, target.root, source.root, places);
  if (result !== 'done') return undefined;
  return applyEdits(target.text, edits);
}

interface Work {
  readonly target: Outline;
  readonly source: Outline;
  readonly edits: Edit[];
}

/** `replace`: the parts are too different to merge. `empty`: nothing is left of the target's part. */
type Result = 'done' | 'replace' | 'empty';

function merge(work: Work, target: Part, from: Part | undefined, places: Places): Result {
  if (target.kind === 'leaf') return 'replace';
  const source = from?.kind === 'leaf' ? undefined : from;
  if (target.kind === 'block-mapping' || target.kind === 'block-sequence') {
    if (source !== undefined && !source.kind.endsWith(target.kind.slice('block-'.length))) return 'replace';
    return mergeBlock(work, target, source, places);
  }
  if (source !== undefined && !source.kind.endsWith(target.kind.slice('flow-'.length))) return 'replace';
  return mergeFlow(work, target as FlowPart, source, places);
}

/** What has to be done with one entry of the target. */
type Fate<E> = { readonly do: 'keep' } | { readonly do: 'remove' } | { readonly do: 'replace'; readonly by: E };

function decide<T extends AnyEntry, S extends AnyEntry>(
  work: Work,
  entry: T,
  counterpart: S | undefined,
  place: Places,
): Fate<S> {
  if (place.drop) return { do: 'remove' };
  if (place.children.size === 0) {
    return counterpart === undefined ? { do: 'remove' } : { do: 'replace', by: counterpart };
  }
  const result = merge(work, entry.value(), counterpart?.value(), place);
  if (result === 'done') return { do: 'keep' };
  const isUsable = result === 'replace' || entriesOf(counterpart?.value()).length === 0;
  if (counterpart !== undefined && isUsable) return { do: 'replace', by: counterpart };
  return result === 'empty' ? { do: 'remove' } : { do: 'keep' };
}

interface AnyEntry {
  readonly key: string;
  readonly value: () => Part;
}

function entriesOf(part: Part | undefined): readonly AnyEntry[] {
  return part === undefined || part.kind === 'leaf' ? [] : part.entries;
}

/** Entries of the source that the target lacks, by the key of the target's entry that they follow (undefined: none). */
function findMissing<E extends AnyEntry>(
  target: readonly AnyEntry[],
  source: readonly E[],
  places: Places,
): ReadonlyMap<string | undefined, readonly E[]> {
  const present = new Set(target.map(({ key }) => key));
  const missing = new Map<string | undefined, E[]>();
  let behind: string | undefined;
  for (const entry of source) {
    if (present.has(entry.key)) behind = entry.key;
    else if (places.children.has(entry.key) && !places.children.get(entry.key)?.drop) {
      missing.set(behind, [...(missing.get(behind) ?? []), entry]);
    }
  }
  return missing;
}

function mergeBlock(work: Work, part: BlockPart, source: Part | undefined, places: Places): Result {
  const sources = new Map(entriesOf(source).map((entry) => [entry.key, entry]));
  const missing = findMissing(part.entries, entriesOf(source), places);
  const fates = new Map<string, Fate<AnyEntry>>();
  // Edits of nested parts are recorded on the way, and thrown away with the entry that they are in.
  const nested = new Map<string, Edit[]>();
  for (const entry of part.entries) {
    const place = places.children.get(entry.key);
    if (place === undefined || fates.has(entry.key)) continue;
    const inner: Edit[] = [];
    fates.set(entry.key, decide({ ...work, edits: inner }, entry, sources.get(entry.key), place));
    nested.set(entry.key, inner);
  }
  const staying = part.entries.filter(({ key }) => fates.get(key)?.do !== 'remove');
  if (staying.length === 0 && missing.size === 0) return 'empty';

  const removed = (entry: BlockEntry | undefined) => entry !== undefined && fates.get(entry.key)?.do === 'remove';
  const insert = (behind: BlockEntry | undefined, index: number) =>
    insertBlock(work, part, {
      behind,
      source,
      entries: missing.get(behind?.key) ?? [],
      keepGap: removed(part.entries[index]) || (behind !== undefined && removed(behind)),
    });
  insert(undefined, 0);
  let leading = missing.get(undefined) === undefined;
  for (const [index, entry] of part.entries.entries()) {
    const fate = fates.get(entry.key) ?? { do: 'keep' };
    if (fate.do === 'keep') work.edits.push(...(nested.get(entry.key) ?? []));
    else if (fate.do === 'replace') replaceBlock(work, part, entry, { by: fate.by, source });
    else removeBlock(work, part, entry, { leading: leading && !removed(part.entries[index + 1]) });
    if (fate.do !== 'remove' || missing.has(entry.key)) leading = false;
    insert(entry, index + 1);
  }
  return 'done';
}

function replaceBlock(
  work: Work,
  part: BlockPart,
  entry: BlockEntry,
  { by, source }: { by: AnyEntry; source: Part | undefined },
) {
  const text = convertEol(blockText(work, part, by, source), eol(work.target.text));
  const range = lineRange(work.target, entry.first, entry.end);
  const old = work.target.text.slice(range.start, range.end);
  const fitted = /[\r\n]$/.test(old) ? text : text.replace(/\r?\n$/, '');
  if (fitted !== old) work.edits.push({ ...range, text: fitted });
}

/** Takes an entry out with the gap before it. The first one leaves the comments that stand before it where they are. */
function removeBlock(work: Work, part: BlockPart, entry: BlockEntry, { leading }: { readonly leading: boolean }) {
  const { target } = work;
  let end = entry.end;
  const index = part.entries.indexOf(entry);
  const limit = part.entries[index + 1]?.first ?? part.end;
  if (leading) while (end < limit && target.lines[end]?.kind === 'blank') end += 1;
  work.edits.push({ ...lineRange(target, entry.gap, end), text: '' });
}

interface Insertion {
  readonly behind: BlockEntry | undefined;
  readonly source: Part | undefined;
  readonly entries: readonly AnyEntry[];
  /** True when a neighbour is taken out, and the gap with it. */
  readonly keepGap: boolean;
}

function insertBlock(work: Work, part: BlockPart, { behind, source, entries, keepGap }: Insertion) {
  if (entries.length === 0) return;
  const { target } = work;
  const index = behind === undefined ? 0 : part.entries.indexOf(behind) + 1;
  const next = part.entries[index];
  const gapStart = behind?.end ?? part.entries[0]?.gap ?? 0;
  const gapEnd = next?.first ?? part.end;
  const gap = gapLines(target, gapStart, gapEnd);
  let text = '';
  const gaps: string[] = [];
  for (const entry of entries) {
    const before = source === undefined ? [] : sourceGap(work, source, entry);
    gaps.push(...before);
    text += reindent(before, source, part) + blockText(work, part, entry, source);
  }
  const rest = source === undefined ? undefined : gapBehind(work, source, entries.at(-1));
  const restored = settleGap({ gap, gaps, rest, next, source });
  const kept = restored === undefined || keepGap ? undefined : reindent(restored, source, part);

  const at = lineRange(target, gapStart, gapEnd);
  const prefix = at.start > 0 && !/[\r\n]/.test(target.text[at.start - 1] ?? '') ? eol(target.text) : '';
  const inserted = prefix + convertEol(text, eol(target.text));
  if (kept === undefined) work.edits.push({ start: at.start, end: at.start, text: inserted });
  else work.edits.push({ start: at.start, end: at.end, text: inserted + convertEol(kept, eol(target.text)) });
}

/**
 * Decides about the gap into which entries are put back. An edit that takes a block out takes some of the comments and
 * blank lines around it, and leaves others, which must not be there twice afterwards.
 *
 * @returns the lines that the gap shall have behind the entries; undefined: those that it has
 */
function settleGap(options: {
  readonly gap: readonly string[];
  readonly gaps: readonly string[];
  readonly rest: readonly string[] | undefined;
  readonly next: BlockEntry | undefined;
  readonly source: Part | undefined;
}): readonly string[] | undefined {
  const { gap, gaps, rest, next, source } = options;
  if (rest === undefined || (gap.length === rest.length && gap.every((line, index) => line === rest[index])))
    return undefined;
  const known = next === undefined || entriesOf(source).some(({ key }) => key === next.key);
  if (!known) return undefined;
  let at = 0;
  for (const line of [...gaps, ...rest]) if (at < gap.length && line.trim() === gap[at]?.trim()) at += 1;
  return at === gap.length ? rest : undefined;
}

function gapLines({ text, lines }: Outline, from: number, to: number): string[] {
  return lines.slice(from, to).map((line) => text.slice(line.start, line.end));
}

function sourceGap({ source }: Work, part: Part, entry: AnyEntry): string[] {
  return part.kind === 'block-mapping' || part.kind === 'block-sequence'
    ? gapLines(source, (entry as BlockEntry).gap, (entry as BlockEntry).first)
    : [];
}

function gapBehind({ source }: Work, part: Part, entry: AnyEntry | undefined): string[] | undefined {
  if ((part.kind !== 'block-mapping' && part.kind !== 'block-sequence') || entry === undefined) return undefined;
  const index = part.entries.indexOf(entry as BlockEntry);
  return gapLines(source, (entry as BlockEntry).end, part.entries[index + 1]?.first ?? part.end);
}

function reindent(lines: readonly string[], source: Part | undefined, part: BlockPart): string {
  const from = source !== undefined && 'column' in source ? source.column : part.column;
  return shift(lines, part.column - from)
    .map((line) => `${line}\n`)
    .join('');
}

/** The lines of a source's entry as they have to stand in a block of the target, each with a line break. */
function blockText({ source }: Work, part: BlockPart, entry: AnyEntry, from: Part | undefined): string {
  if (from !== undefined && (from.kind === 'flow-mapping' || from.kind === 'flow-sequence')) {
    const { start, end } = entry as unknown as Range;
    const dash = part.kind === 'block-sequence' ? '- ' : '';
    return `${' '.repeat(part.column)}${dash}${source.text.slice(start, end)}\n`;
  }
  const { first, end } = entry as BlockEntry;
  return reindent(gapLines(source, first, end), from, part);
}

function lineRange({ text, lines }: Outline, from: number, to: number): Range {
  const start = lines[from]?.start ?? text.length;
  return { start, end: to > from ? (lines[to - 1]?.next ?? text.length) : start };
}

function mergeFlow(work: Work, part: FlowPart, source: Part | undefined, places: Places): Result {
  const sources = new Map(entriesOf(source).map((entry) => [entry.key, entry]));
  const missing = findMissing(part.entries, entriesOf(source), places);
  if (part.entries.length === 0 && missing.size > 0 && source?.kind.startsWith('block-')) return 'replace';
  const segments: string[] = [];
  const { text } = work.target;
  let changed = missing.size > 0;
  let failed = false;

  const lead = (entry: AnyEntry, own: string): string => {
    if (source === undefined || !('start' in source)) return own;
    const index = source.entries.findIndex(({ key }) => key === entry.key);
    const found = source.entries[index];
    if (found === undefined) return own;
    const from = index === 0 ? source.start + 1 : (source.entries[index - 1]?.end ?? 0);
    return work.source.text.slice(from, found.start).replace(',', '');
  };
  const insert = (behind: string | undefined) => {
    for (const entry of missing.get(behind) ?? []) {
      const written = flowText(work, entry, source, part);
      if (written === undefined) failed = true;
      else segments.push(lead(entry, segments.length === 0 && part.entries.length === 0 ? '' : ' ') + written);
    }
  };
  insert(undefined);
  for (const [index, entry] of part.entries.entries()) {
    const from = index === 0 ? part.start + 1 : (part.entries[index - 1]?.end ?? 0);
    const blanks = text.slice(from, entry.start).replace(',', '');
    const place = places.children.get(entry.key);
    const inner: Edit[] = [];
    const fate = place
      ? decide({ ...work, edits: inner }, entry, sources.get(entry.key), place)
      : { do: 'keep' as const };
    if (fate.do !== 'keep' || inner.length > 0) changed = true;
    if (fate.do === 'keep') {
      const moved = inner.map((edit) => ({ ...edit, start: edit.start - entry.start, end: edit.end - entry.start }));
      const own = applyEdits(text.slice(entry.start, entry.end), moved);
      segments.push((segments.length === index && missing.size === 0 ? blanks : lead(entry, blanks)) + own);
    } else if (fate.do === 'replace') {
      const written = flowText(work, fate.by, source, part);
      if (written === undefined) failed = true;
      else segments.push(blanks + written);
    }
    insert(entry.key);
  }
  if (failed) return 'replace';
  if (segments.length === 0 && part.entries.length > 0) return 'empty';
  if (!changed) return 'done';
  const close = text.slice(part.entries.at(-1)?.end ?? part.start + 1, part.end);
  work.edits.push({ start: part.start + 1, end: part.end, text: segments.join(',') + close });
  return 'done';
}

/** A source's entry in flow style; a block is written as JSON, since its lines can't stand in a flow collection. */
function flowText({ source }: Work, entry: AnyEntry, from: Part | undefined, part: FlowPart): string | undefined {
  if (from === undefined || from.kind === 'flow-mapping' || from.kind === 'flow-sequence') {
    const { start, end } = entry as unknown as Range;
    return source.text.slice(start, end);
  }
  const { first, end } = entry as BlockEntry;
  const block = gapLines(source, first, end).join('\n');
  if (/(^|[\s,[{])[&*!][^\s]/m.test(block)) return undefined;
  try {
    const value: unknown = parse(block);
    if (part.kind === 'flow-sequence') return Array.isArray(value) ? JSON.stringify(value[0]) : undefined;
    return JSON.stringify(value).slice(1, -1);
  } catch {
    return undefined;
  }
}
