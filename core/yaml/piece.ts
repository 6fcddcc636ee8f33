import type { YamlComment, YamlNode, YamlProblem } from './node.ts';
import type { Origin } from './place.ts';

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
