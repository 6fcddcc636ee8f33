import type { YamlComment, YamlNode, YamlProblem } from './node.ts';
import { parsePiece } from './parse-piece.ts';
import type { Origin } from './place.ts';
import { readPlain } from './read-plain.ts';

/** A part of a file that was read by itself. */
export interface Piece {
  readonly text: string;
  readonly origin: Origin;
  /** The contents of each document in it; one for all pieces but whole files. */
  readonly roots: readonly (YamlNode | undefined)[];
  readonly comments: readonly YamlComment[];
  readonly problems: readonly YamlProblem[];
  /** True when no syntax error was met. */
  readonly sound: boolean;
  /** Anchors from outside that it refers to, and the nodes they stood for when it was read. */
  readonly borrowed: ReadonlyMap<string, YamlNode | undefined>;
  readonly defined: ReadonlyMap<string, YamlNode>;
}

/**
 * Reads a piece of YAML. Never throws.
 *
 * @param text the piece; the result keeps it alive, so it must be no slice of a larger text
 * @param origin where in its file the piece begins
 * @param anchors anchors defined above it
 */
export function readPiece(text: string, origin: Origin, anchors: ReadonlyMap<string, YamlNode>): Piece {
  const plain = readPlain(text, origin);
  if (plain === undefined) return parsePiece(text, origin, anchors);
  return {
    text,
    origin,
    roots: [plain.root],
    comments: plain.comments,
    problems: [],
    sound: true,
    borrowed: none,
    defined: none,
  };
}

const none: ReadonlyMap<string, YamlNode> = new Map();
