import type { Value } from '../project/project.ts';

export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * A value without its places, keys in the order of the alphabet, so that equal values have equal JSON. Empty mappings
 * say nothing and are left out.
 */
export function toPlain(value: Value): Plain {
  if (value.kind === 'scalar') return value.value;
  if (value.kind === 'sequence') return value.items.map(toPlain);
  const plain: Record<string, Plain> = {};
  for (const key of [...value.entries.keys()].sort()) {
    const part = value.entries.get(key)?.value;
    if (part !== undefined && !isEmpty(part)) plain[key] = toPlain(part);
  }
  return plain;
}

/** True for values that mean the same, however they are written; order of sequence items counts, of keys it doesn't. */
export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (a === undefined) return b !== undefined && isEmpty(b);
  if (b === undefined) return isEmpty(a);
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value;
  if (a.kind === 'sequence') {
    if (b.kind !== 'sequence' || a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => sameValue(item, b.items[index]));
  }
  if (b.kind !== 'mapping') return false;
  for (const [key, { value }] of a.entries) if (!sameValue(value, b.entries.get(key)?.value)) return false;
  for (const [key, { value }] of b.entries) if (!a.entries.has(key) && !isEmpty(value)) return false;
  return true;
}

function isEmpty(value: Value): boolean {
  return value.kind === 'mapping' && value.entries.size === 0;
}

/**
 * Every leaf of a value as `path=value`, items of sequences without their index: what similarity is counted on.
 */
export function leaves(value: Value): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (part: Value, path: string): void => {
    if (part.kind === 'scalar') found.add(`${path}=${String(part.value)}`);
    else if (part.kind === 'sequence') for (const item of part.items) walk(item, `${path}[]`);
    else for (const [key, entry] of part.entries) walk(entry.value, `${path}.${key}`);
  };
  walk(value, '');
  return found;
}
