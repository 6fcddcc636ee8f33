import type { Range } from '../../core/text/source.ts';

/** What has a name in a project. */
export type SymbolKind =
  | 'service'
  | 'volume'
  | 'network'
  | 'secret'
  | 'config'
  | 'model'
  | 'profile'
  | 'variable'
  | 'anchor';

/** A name, and how far it reaches. */
export interface NamedSymbol {
  readonly kind: SymbolKind;
  readonly name: string;
  /** The one file in which it counts: anchors, and services of files that are only extended from. Undefined: the whole project. */
  readonly scope: string | undefined;
}

/** One place where a symbol is written. */
export interface Occurrence extends NamedSymbol {
  readonly file: string;
  /** The name alone, inside of quotes. */
  readonly range: Range;
  readonly role: 'definition' | 'reference';
}

export function isSameSymbol(one: NamedSymbol, other: NamedSymbol): boolean {
  return one.kind === other.kind && one.name === other.name && one.scope === other.scope;
}
