import type { YamlNode } from './node.ts';
import { parsePiece } from './parse-piece.ts';
import type { Piece } from './piece.ts';
import type { Origin } from './place.ts';
import { readPlain } from './read-plain.ts';

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
