import type { Range } from '../../text/source.ts';

/** Something with entries, or a leaf without. */
export type Part = BlockPart | FlowPart | Leaf;

export interface Leaf {
  readonly kind: 'leaf';
}

/** A block mapping or sequence: whole lines. Between two entries, before the first and behind the last one is a gap. */
export interface BlockPart {
  readonly kind: 'block-mapping' | 'block-sequence';
  readonly column: number;
  readonly entries: readonly BlockEntry[];
  /** Line behind the last one, the gap at the end included. */
  readonly end: number;
}

export interface BlockEntry {
  /** The key; for an item of a sequence what tells it from its siblings. */
  readonly key: string;
  /** First line of the gap before it: comments and blank lines that belong to it. */
  readonly gap: number;
  readonly first: number;
  /** Line behind its last one, comments that are indented deeper than its key included. */
  readonly end: number;
  /** Reads its value; the result is kept. */
  readonly value: () => Part;
}

/** `{…}` or `[…]`. */
export interface FlowPart extends Range {
  readonly kind: 'flow-mapping' | 'flow-sequence';
  readonly entries: readonly FlowEntry[];
}

/** An entry from its first character to its last, without the blanks and commas around it. */
export interface FlowEntry extends Range {
  readonly key: string;
  readonly value: () => Part;
}
