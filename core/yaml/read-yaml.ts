import type { Range } from '../text/source.ts';
import { emptyScalar, MAXIMUM_WEIGHT } from './build-tree.ts';
import { cutText, type TopCut } from './cut-text.ts';
import type { YamlComment, YamlDocument, YamlEntry, YamlFile, YamlMapping, YamlNode, YamlProblem } from './node.ts';
import { Span } from './place.ts';
import { type Piece, readPiece } from './read-piece.ts';

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
  const readings = new Map<
    string,
    { readonly result: YamlFile; readonly pieces: ReadonlyMap<string, readonly Piece[]> }
  >();
  return {
    read(file, text) {
      const known = readings.get(file);
      if (known?.result.text === text) return known.result;
      const session = new PieceSource(file, text, known?.pieces ?? new Map());
      const result = readText(file, text, session);
      readings.set(file, { result, pieces: session.used });
      return result;
    },
  };
}

/** Reads one text. */
export function readYaml(file: string, text: string): YamlFile {
  return createYamlReader().read(file, text);
}

/** Gives pieces of one text, taken from the reading before where their text and the anchors they use are the same. */
class PieceSource {
  readonly file: string;
  readonly text: string;
  readonly known: Map<string, Piece[]>;
  readonly used = new Map<string, Piece[]>();
  readonly pieces: Piece[] = [];
  readonly anchors = new Map<string, YamlNode>();

  constructor(file: string, text: string, known: ReadonlyMap<string, readonly Piece[]>) {
    this.file = file;
    this.text = text;
    this.known = new Map([...known].map(([key, pieces]) => [key, [...pieces]]));
  }

  take({ start, end }: Range): Piece {
    const slice = this.text.slice(start, end);
    const candidates = this.known.get(slice);
    const index = candidates?.findIndex((piece) => this.fits(piece)) ?? -1;
    const reused = index >= 0 ? candidates?.splice(index, 1)[0] : undefined;
    const piece = reused ?? readPiece(detached(slice), { file: this.file, offset: start }, this.anchors);
    piece.origin.offset = start;
    for (const [name, node] of piece.defined) this.anchors.set(name, node);
    const same = this.used.get(piece.text);
    if (same) same.push(piece);
    else this.used.set(piece.text, [piece]);
    this.pieces.push(piece);
    return piece;
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

function readText(file: string, text: string, source: PieceSource): YamlFile {
  const cuts = cutText(text);
  if (!cuts) return finish(file, text, wholeDocuments(source.take({ start: 0, end: text.length })), source.pieces, []);

  const problems: YamlProblem[] = [];
  const preamble = source.take(cuts.preamble);
  const entries = cuts.entries.flatMap((cut) => readEntry(cut, source, problems));
  const regular = preamble.roots.every((root) => root === undefined) && !entries.includes(undefined);
  const sound = regular && source.pieces.every((piece) => piece.sound);
  if (!regular || (!sound && text.length <= LARGEST_SECOND_READING)) {
    const whole = readPiece(text, { file, offset: 0 }, new Map());
    if (whole.sound || !regular) return finish(file, text, wholeDocuments(whole), [whole], []);
  }
  const root = joinMappings(entries as readonly YamlEntry[], problems);
  return finish(file, text, [{ root }], source.pieces, problems);
}

function wholeDocuments(piece: Piece): YamlDocument[] {
  const roots = [...piece.roots];
  return roots.length > 0 ? roots.map((root) => ({ root })) : [{ root: undefined }];
}

/** The entries of one top-level cut; undefined among them when the piece turned out to be no mapping. */
function readEntry(cut: TopCut, source: PieceSource, problems: YamlProblem[]): (YamlEntry | undefined)[] {
  const children = cut.children;
  if (!children) return entriesOf(source.take(cut));
  const header = entriesOf(source.take({ start: cut.start, end: children[0]?.start ?? cut.end }));
  const inner = children.flatMap((child) => entriesOf(source.take(child)));
  const key = header[0]?.key;
  if (header.length !== 1 || !key || inner.includes(undefined)) return [undefined];
  return [{ key, value: joinMappings(inner as readonly YamlEntry[], problems), merged: false }];
}

function entriesOf(piece: Piece): (YamlEntry | undefined)[] {
  const [root, ...more] = piece.roots;
  if (more.length > 0) return [undefined];
  return root?.kind === 'mapping' ? [...root.entries] : [undefined];
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
  const joined = [...unique.values()];
  const first = entries[0]?.key.location;
  const last = entries.at(-1)?.value.location;
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
