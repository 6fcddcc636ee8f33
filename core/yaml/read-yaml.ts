import type { Range } from '../text/source.ts';
import { type Cuts, cutText, type TopCut } from './cut-text.ts';
import { emptyScalar } from './empty-scalar.ts';
import { MAXIMUM_WEIGHT } from './maximum-weight.ts';
import type { YamlComment, YamlDocument, YamlEntry, YamlFile, YamlMapping, YamlNode, YamlProblem } from './node.ts';
import type { Piece } from './piece.ts';
import { type Origin, Span } from './place.ts';
import { readPiece } from './read-piece.ts';
import { endOfPart, unfoldLines } from './unfold-lines.ts';

/** Up to this size a text whose pieces don't parse is read once more as a whole, since a cut may have gone through a value. */
const LARGEST_SECOND_READING = 65_536;
const LARGEST_DOCUMENT = 10 * MAXIMUM_WEIGHT;

/** Reads YAML again and again, and reuses what did not change. */
export interface YamlReader {
  /**
   * Reads a file's text. Never throws: broken text gives what could be read of it, and problems.
   * Nodes of unchanged parts are the same objects as in the reading before; their places follow the newest text.
   */
  read(file: string, text: string): YamlFile;
}

/** A reader that remembers the latest reading of each file. Two versions of a file that are needed side by side want two readers. */
export function createYamlReader(): YamlReader {
  const readings = new Map<string, Reading>();
  return {
    read(file, text) {
      const known = readings.get(file);
      if (known?.result.text === text) return known.result;
      const reading = readText(file, text, known?.pieces ?? []);
      readings.set(file, reading);
      return reading.result;
    },
  };
}

/** Reads one text. */
export function readYaml(file: string, text: string): YamlFile {
  return createYamlReader().read(file, text);
}

/** Gives the pieces of one text in order, taken from the reading before where their text and the anchors they use are the same. */
class PieceSource {
  readonly pieces: Piece[] = [];
  private readonly file: string;
  private readonly text: string;
  private readonly known: readonly Piece[];
  /** How many pieces to come there are, how many of them are as before at the beginning, and how many at the end. */
  private readonly total: number;
  private readonly before: number;
  private readonly after: number;
  /** The pieces between those, by their text. */
  private readonly changed = new Map<string, Piece[]>();
  private readonly anchors = new Map<string, YamlNode>();

  constructor(file: string, text: string, ranges: readonly Range[], known: readonly Piece[]) {
    this.file = file;
    this.text = text;
    this.known = known;
    this.total = ranges.length;
    const shared = Math.min(ranges.length, known.length);
    let before = 0;
    while (before < shared && this.isSame(ranges[before], known[before])) before += 1;
    let after = 0;
    while (after < shared - before && this.isSame(ranges[ranges.length - 1 - after], known[known.length - 1 - after]))
      after += 1;
    this.before = before;
    this.after = after;
    for (const piece of known.slice(before, known.length - after)) {
      const same = this.changed.get(piece.text);
      if (same) same.push(piece);
      else this.changed.set(piece.text, [piece]);
    }
  }

  take({ start, end }: Range): Piece {
    const piece =
      this.reuse(start, end) ??
      readFolded(detached(this.text.slice(start, end)), { file: this.file, offset: start }, this.anchors);
    piece.origin.offset = start;
    for (const [name, node] of piece.defined) this.anchors.set(name, node);
    this.pieces.push(piece);
    return piece;
  }

  private reuse(start: number, end: number): Piece | undefined {
    const index = this.pieces.length;
    const fromEnd = this.total - index;
    let piece: Piece | undefined;
    if (index < this.before) piece = this.known[index];
    else if (fromEnd <= this.after) piece = this.known[this.known.length - fromEnd];
    else if (this.changed.size > 0) return this.reuseChanged(this.text.slice(start, end));
    return piece && this.fits(piece) ? piece : undefined;
  }

  private reuseChanged(text: string): Piece | undefined {
    const candidates = this.changed.get(text);
    const index = candidates?.findIndex((piece) => this.fits(piece)) ?? -1;
    return index >= 0 ? candidates?.splice(index, 1)[0] : undefined;
  }

  private isSame(range: Range | undefined, piece: Piece | undefined): boolean {
    if (!range || !piece) return false;
    return piece.text.length === range.end - range.start && this.text.startsWith(piece.text, range.start);
  }

  private fits(piece: Piece): boolean {
    for (const [name, node] of piece.borrowed) if (this.anchors.get(name) !== node) return false;
    return true;
  }
}

/** A copy that doesn't keep the text it was sliced from in memory. */
function detached(slice: string): string {
  return JSON.parse(JSON.stringify(slice)) as string;
}

interface Reading {
  readonly result: YamlFile;
  readonly pieces: readonly Piece[];
}

function readText(file: string, original: string, known: readonly Piece[]): Reading {
  // A carriage return alone ends a line as well; the parser knows it only before a line feed.
  const text = original.includes('\r') ? original.replace(/\r(?!\n)/g, '\n') : original;
  const reading = readPieces(file, text, known);
  return text === original ? reading : { ...reading, result: { ...reading.result, text: original } };
}

function readPieces(file: string, text: string, known: readonly Piece[]): Reading {
  const cuts = cutText(text);
  if (!cuts) return readWhole(file, text);
  const source = new PieceSource(file, text, flatten(cuts), known);
  const problems: YamlProblem[] = [];
  const preamble = source.take(cuts.preamble);
  const entries: YamlEntry[] = [];
  let regular = preamble.roots.every((root) => root === undefined);
  for (const cut of cuts.entries) regular = readEntry(cut, source, entries, problems) && regular;
  const sound = regular && source.pieces.every((piece) => piece.sound);
  if (!regular || (!sound && text.length <= LARGEST_SECOND_READING && mayBeSoundAsWhole(text, source.pieces))) {
    const whole = readWhole(file, text);
    if (!regular || whole.sound) return { result: whole.result, pieces: source.pieces };
  }
  const root = joinMappings(entries, problems);
  return { result: finish(file, text, [{ root }], source.pieces, problems), pieces: source.pieces };
}

/** The ranges of all pieces in the order in which they are read. */
function flatten({ preamble, entries }: Cuts): readonly Range[] {
  const ranges: Range[] = [preamble];
  for (const cut of entries) {
    if (cut.children) {
      ranges.push({ start: cut.start, end: cut.children[0]?.start ?? cut.end });
      for (const child of cut.children) ranges.push(child);
    } else ranges.push(cut);
  }
  return ranges;
}

function readWhole(file: string, text: string): Reading & { readonly sound: boolean } {
  const whole = readFolded(text, { file, offset: 0 }, new Map());
  return { result: finish(file, text, wholeDocuments(whole), [whole], []), pieces: [], sound: whole.sound };
}

/** Reads a piece; once more, unfolded, when it doesn't parse as it is written. */
function readFolded(text: string, origin: Origin, anchors: ReadonlyMap<string, YamlNode>): Piece {
  const first = readPiece(text, origin, anchors);
  if (first.sound || text.length > LARGEST_SECOND_READING) return first;
  const unfolded = unfoldLines(text);
  if (unfolded === text) return first;
  const second = readPiece(unfolded, origin, anchors);
  return second.sound ? { ...second, text, comments: first.comments } : first;
}

/**
 * Whether the pieces that don't parse might do so when they are read together with what follows them: a quoted text or
 * brackets go on behind each of them, and what is behind their end can stand there. Mostly a quote has just been typed.
 */
function mayBeSoundAsWhole(text: string, pieces: readonly Piece[]): boolean {
  let done = 0;
  for (const { sound, origin, text: own } of pieces) {
    const start = origin.offset;
    if (sound || start < done) continue;
    const end = start + own.length;
    const reached = endOfPart(text, { start, end });
    if (!reached.plausible || reached.end <= end) return false;
    done = reached.end;
  }
  return true;
}

function wholeDocuments(piece: Piece): YamlDocument[] {
  const roots = [...piece.roots];
  return roots.length > 0 ? roots.map((root) => ({ root })) : [{ root: undefined }];
}

/** Adds the entries of one top-level cut to `entries`. False when the piece turned out to be no mapping. */
function readEntry(cut: TopCut, source: PieceSource, entries: YamlEntry[], problems: YamlProblem[]): boolean {
  const children = cut.children;
  if (!children) return addEntries(source.take(cut), entries);
  const header: YamlEntry[] = [];
  const inner: YamlEntry[] = [];
  let regular = addEntries(source.take({ start: cut.start, end: children[0]?.start ?? cut.end }), header);
  for (const child of children) regular = addEntries(source.take(child), inner) && regular;
  const key = header[0]?.key;
  if (!regular || header.length !== 1 || !key) return false;
  const value = joinMappings(inner, problems);
  entries.push({ key, value, written: value.location, merged: false });
  return true;
}

function addEntries(piece: Piece, entries: YamlEntry[]): boolean {
  const root = piece.roots[0];
  if (piece.roots.length !== 1 || root?.kind !== 'mapping') return false;
  for (const entry of root.entries) entries.push(entry);
  return true;
}

function joinMappings(entries: readonly YamlEntry[], problems: YamlProblem[]): YamlMapping {
  const unique = new Map<string, YamlEntry>();
  let weight = 1;
  for (const entry of entries) {
    const first = unique.get(entry.key.text);
    if (first) {
      problems.push({
        rule: 'duplicate-key',
        message: `Key "${entry.key.text}" is already there; Compose rejects the file. Join the two, or remove one.`,
        location: entry.key.location,
        related: [{ message: 'first defined here', location: first.key.location }],
      });
      continue;
    }
    unique.set(entry.key.text, entry);
    weight += 1 + entry.value.weight;
  }
  const joined = unique.size === entries.length ? entries : [...unique.values()];
  const first = entries[0]?.key.location;
  const last = entries.at(-1)?.written;
  if (!first || !last) throw new Error('a mapping without entries is never cut');
  return { kind: 'mapping', entries: joined, location: new Span(first, last), weight };
}

function finish(
  file: string,
  text: string,
  documents: readonly YamlDocument[],
  pieces: readonly Piece[],
  own: readonly YamlProblem[],
): YamlFile {
  const comments: YamlComment[] = pieces.flatMap((piece) => piece.comments);
  const problems = [...pieces.flatMap((piece) => piece.problems), ...own];
  const limited = documents.map((document) => {
    if (!document.root || document.root.weight <= LARGEST_DOCUMENT) return document;
    const location = document.root.location;
    problems.push({
      rule: 'alias-overuse',
      message: `Its aliases stand for more than ${LARGEST_DOCUMENT} values; it was not read.`,
      location,
    });
    return { root: emptyScalar(location) };
  });
  return { file, text, documents: limited, comments, problems };
}
