import type { Location } from '../text/source.ts';

/** A YAML value with its place. Aliases and merge keys are already followed, so a node can be reached by several paths. */
export type YamlNode = YamlScalar | YamlSequence | YamlMapping;

export type ScalarType = string | number | boolean | null;

interface NodeBase {
  /** The value itself, without its anchor and tag. Computed when read, so that it stays right after edits above it. */
  readonly location: Location;
  /** A tag as written (`!reset`, `!override`, `!!str`), when there is one. */
  readonly tag?: string | undefined;
  /** How many nodes it is when every alias in it is written out. */
  readonly weight: number;
}

export interface YamlScalar extends NodeBase {
  readonly kind: 'scalar';
  /** The value that Compose's reader gives it. */
  readonly value: ScalarType;
  /** The decoded text, before it was taken for a number, boolean or null: `0o17`, `~`. */
  readonly text: string;
  /** True for an alias without an anchor: what it stands for can't be known. */
  readonly unknown?: boolean | undefined;
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
}

export interface YamlSequence extends NodeBase {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
}

export interface YamlMapping extends NodeBase {
  readonly kind: 'mapping';
  /** In the order of the text, entries of merge keys last. No key is there twice. */
  readonly entries: readonly YamlEntry[];
}

export interface YamlEntry {
  /** `text` is the key's name; keys that are no strings are also reported as problems. */
  readonly key: YamlScalar;
  readonly value: YamlNode;
  /** Where the value is written: its own place, or that of the alias which stands for it. */
  readonly written: Location;
  /** True when it came in by a merge key (`<<`). */
  readonly merged: boolean;
}

export interface YamlComment {
  /** With its `#`. */
  readonly text: string;
  readonly location: Location;
}

/** Something that YAML, or Compose's reader of it, rejects. */
export interface YamlProblem {
  readonly rule:
    | 'yaml-syntax'
    | 'duplicate-key'
    | 'undefined-anchor'
    | 'alias-overuse'
    | 'merge-key'
    | 'non-string-key';
  readonly message: string;
  readonly location: Location;
  readonly related?: readonly { readonly message: string; readonly location: Location }[] | undefined;
}

/** One of the documents in a file. */
export interface YamlDocument {
  /** Undefined for an empty document. */
  readonly root: YamlNode | undefined;
}

/** A file read as YAML. Broken text gives what could be read of it, and problems. */
export interface YamlFile {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
  /** Without trailing empty ones; never empty. */
  readonly documents: readonly YamlDocument[];
  readonly comments: readonly YamlComment[];
  readonly problems: readonly YamlProblem[];
}

/** The entry of `node` with that key, when `node` is a mapping that has it. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.kind === 'mapping' ? node.entries.find((entry) => entry.key.text === key) : undefined;
}
