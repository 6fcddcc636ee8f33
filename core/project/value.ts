import type { Location } from '../text/source.ts';
import type { Entry, MappingValue, ScalarValue, SequenceValue, Value } from './project.ts';

/** Making and reading the values of a project. Values are never changed; what looks like a change makes a new one. */

export function scalarAt(value: ScalarValue['value'], location: Location): ScalarValue {
  return { kind: 'scalar', value, location };
}

export function sequenceAt(items: readonly Value[], location: Location): SequenceValue {
  return { kind: 'sequence', items, location };
}

export function mappingAt(entries: Iterable<readonly [string, Entry]>, location: Location): MappingValue {
  return { kind: 'mapping', entries: new Map(entries), location };
}

/** A mapping of scalars and values that all stand at one place, such as the parts of `8080:80`. Undefined ones are left out. */
export function partsAt(
  parts: Readonly<Record<string, ScalarValue['value'] | Value | undefined>>,
  location: Location,
): MappingValue {
  const entries = new Map<string, Entry>();
  for (const [key, part] of Object.entries(parts)) {
    if (part === undefined) continue;
    const value = typeof part === 'object' && part !== null ? part : scalarAt(part, location);
    entries.set(key, { key: location, value });
  }
  return { kind: 'mapping', entries, location };
}

export function isNull(value: Value | undefined): boolean {
  return value === undefined || (value.kind === 'scalar' && value.value === null);
}

export function child(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === 'mapping' ? value.entries.get(key)?.value : undefined;
}

/** Follows keys down: `at(service, 'deploy', 'replicas')`. */
export function at(value: Value | undefined, ...keys: readonly string[]): Value | undefined {
  return keys.reduce<Value | undefined>(child, value);
}

/** The entries of a mapping; none for anything else. */
export function entriesOf(value: Value | undefined): readonly (readonly [string, Entry])[] {
  return value?.kind === 'mapping' ? [...value.entries] : [];
}

/** Where a mapping begins; the whole of it may be many lines. */
export function firstKey(value: Value): Location {
  return entriesOf(value)[0]?.[1].key ?? value.location;
}

/** The items of a list; none for anything else. */
export function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'sequence' ? value.items : [];
}

/** The value of a scalar if it is a text. */
export function stringOf(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'string' ? value.value : undefined;
}

/** The value of any scalar but null as text, as Compose writes it. */
export function textOf(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && value.value !== null ? formatScalar(value.value) : undefined;
}

/** Numbers as Go prints them: `1e+21`, `1e-05`, `NaN`; everything else as one expects. */
export function formatScalar(value: string | number | boolean): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4) return String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e-');
  return `${digits}e-${exponent.padStart(2, '0')}`;
}

/** The same mapping with some entries set, or removed where the value is undefined. */
export function withEntries(mapping: MappingValue, changes: ReadonlyMap<string, Entry | undefined>): MappingValue {
  if (changes.size === 0) return mapping;
  const entries = new Map(mapping.entries);
  for (const [key, entry] of changes) {
    if (entry) entries.set(key, entry);
    else entries.delete(key);
  }
  return { ...mapping, entries };
}

/** The same mapping with one value replaced; the key keeps its place, or gets the value's. */
export function withChild(mapping: MappingValue, key: string, value: Value): MappingValue {
  const before = mapping.entries.get(key);
  if (before?.value === value) return mapping;
  return withEntries(mapping, new Map([[key, { key: before?.key ?? value.location, value }]]));
}

/** True when two values are the same in all but place. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value;
  if (a.kind === 'sequence') {
    if (b.kind !== 'sequence' || a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => {
      const other = b.items[index];
      return other !== undefined && sameValue(item, other);
    });
  }
  if (b.kind !== 'mapping' || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([key, { value }]) => {
    const other = b.entries.get(key);
    return other !== undefined && sameValue(value, other.value);
  });
}
