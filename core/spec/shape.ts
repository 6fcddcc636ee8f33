import type { Grammar } from './grammar/grammar.ts';

/**
 * What may stand at a place. A place that takes several kinds (a port is a number, a text or a mapping) has several of
 * the three parts; which one applies is always decided by the kind of YAML node alone.
 */
export interface Shape {
  readonly scalar?: ScalarShape | undefined;
  readonly list?: ListShape | undefined;
  readonly mapping?: MappingShape | undefined;
}

export type ScalarKind = 'string' | 'number' | 'integer' | 'boolean' | 'null';

export interface ScalarShape {
  readonly kinds: readonly ScalarKind[];
  /** Checked on texts. */
  readonly grammar?: Grammar | undefined;
  /** True when Compose turns texts by the grammar into the kind before it looks at it. */
  readonly casts?: boolean | undefined;
  /** The only values there are. */
  readonly choices?: readonly Choice[] | undefined;
  /** Well-known values among others. */
  readonly suggestions?: readonly Choice[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** The values name something defined elsewhere. */
  readonly refers?: Reference | undefined;
}

/** What a text or a key names. `file` and `folder` are paths on the host. */
export type Reference =
  | 'service'
  | 'volume'
  | 'network'
  | 'secret'
  | 'config'
  | 'model'
  | 'profile'
  | 'variable'
  | 'image'
  | 'file'
  | 'folder'
  | 'mount'
  | 'stage';

export interface Choice {
  readonly value: string;
  readonly description: string;
}

export interface ListShape {
  readonly items: Shape;
  /** Items must differ. `merged`: Compose keeps the last of equal ones; `rejected`: it refuses the file. */
  readonly duplicates?: 'merged' | 'rejected' | undefined;
}

export interface MappingShape {
  /** What it is, for messages: `a service`. */
  readonly title: string;
  readonly keys?: Readonly<Record<string, Key>> | undefined;
  readonly required?: readonly string[] | undefined;
  /** Keys that users choose. */
  readonly names?: Names | undefined;
  /** True where keys with `x-` may stand. */
  readonly extensions: boolean;
  /** True for Holdfast's own settings: what is wrong there is passed over, where Compose refuses the file. */
  readonly passedOver?: boolean | undefined;
  /** True where Compose ignores keys that it doesn't know. */
  readonly open?: boolean | undefined;
}

export interface Names {
  readonly value: Shape;
  /** Undefined: any. */
  readonly pattern?: RegExp | undefined;
  /** True where Compose looks only at names of the pattern and lets others through unread. */
  readonly lenient?: boolean | undefined;
  readonly refers?: Reference | undefined;
}

export interface Key {
  readonly shape: Shape;
  /** One to three sentences of plain text. */
  readonly description: string;
  /** The page of the reference that tells more; undefined for keys of Holdfast's own. */
  readonly link?: string | undefined;
  /** First Docker Compose version with it, where that is known. */
  readonly since?: string | undefined;
  /** Why not to use it any more, and what instead. */
  readonly deprecated?: string | undefined;
}

/** Where names of services, volumes, networks … may consist of. */
export const namePattern = /^[a-zA-Z0-9._-]+$/;
