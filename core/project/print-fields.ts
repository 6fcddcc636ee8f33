import { parseByteSize } from '../compose/byte-size.ts';
import { formatDuration, parseDuration } from '../compose/duration.ts';
import { splitCommand } from '../compose/split-command.ts';
import { castText } from './casts.ts';
import type { Value } from './project.ts';
import { child, entriesOf, isNull, itemsOf, textOf } from './value.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Gives the JSON that Compose prints for a field; undefined where it prints nothing. */
export type Printer = (value: Value) => Json | undefined;

/** A text; nothing when it is empty. */
export const text: Printer = (value) => textOf(value) || undefined;

/** True; nothing for false. */
export const flag: Printer = (value) => truth(value) || undefined;

/** True or false. */
export const bool: Printer = (value) => (isNull(value) ? undefined : truth(value));

/** A number; nothing for 0. */
export const number: Printer = (value) => amount(value) || undefined;

/** A number, 0 too. */
export const anyNumber: Printer = (value) => amount(value);

/** A number in single precision, as Compose keeps it. */
export const float: Printer = (value) => shortFloat(amount(value) ?? 0) || undefined;

/** A number of bytes, as text. */
export const bytes: Printer = (value) => {
  const size = parseByteSize(textOf(value) ?? '');
  return size ? String(BigInt(size)) : undefined;
};

/** A time span; nothing for zero. */
export const duration: Printer = (value) => {
  const printed = anyDuration(value);
  return printed === '0s' ? undefined : printed;
};

/** A time span, zero too. */
export const anyDuration: Printer = (value) => {
  const nanoseconds = parseDuration(textOf(value) ?? '');
  return nanoseconds === undefined ? undefined : formatDuration(nanoseconds);
};

/** A list of texts. */
export const texts: Printer = (value) => {
  const items = value.kind === 'sequence' ? value.items : [value];
  return nonEmpty(items.flatMap((item) => textOf(item) ?? []));
};

/** A list of what `print` gives for each item. */
export function list(print: Printer): Printer {
  return (value) => nonEmpty(itemsOf(value).map((item) => print(item) ?? null));
}

/** A mapping of texts; null becomes empty. */
export const textMap: Printer = (value) => {
  const entries = entriesOf(value).map(([key, entry]) => [key, textOf(entry.value) ?? ''] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

/** A mapping of texts and nulls. */
export const nullableMap: Printer = (value) => {
  const entries = entriesOf(value).map(([key, entry]) => [key, textOf(entry.value) ?? null] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
};

/** A mapping with keys of the users' choice. */
export function mapOf(print: Printer): Printer {
  return (value) => {
    const entries = entriesOf(value).map(([key, entry]) => [key, print(entry.value) ?? null] as const);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  };
}

/** The words of a command; null where there are none, since Compose tells that from an empty one. */
export const words: Printer = (value) => {
  if (isNull(value)) return null;
  if (value.kind === 'sequence') return value.items.map((item) => textOf(item) ?? '');
  return splitCommand(textOf(value) ?? '') ?? [];
};

/**
 * A mapping with the keys of a table; other keys, such as those with `x-`, aren't printed.
 *
 * @param always what is printed even where the field is missing
 */
export function object(table: Readonly<Record<string, Printer>>, always: Readonly<Record<string, Json>> = {}): Printer {
  return (value) => {
    const result: Record<string, Json> = { ...always };
    for (const [key, print] of Object.entries(table)) {
      const field = child(value, key);
      const printed = field && !(isNull(field) && print !== words) ? print(field) : undefined;
      if (printed !== undefined) result[key] = printed;
    }
    return result;
  };
}

/** The value as it stands, whatever it is. */
export const anything: Printer = (value) => {
  if (value.kind === 'scalar') return isDate(value.value) ? toIsoDate(value.value) : value.value;
  if (value.kind === 'sequence') return value.items.map((item) => anything(item) ?? null);
  return Object.fromEntries([...value.entries].map(([key, entry]) => [key, anything(entry.value) ?? null]));
};

const DATE = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}(?:\.\d+)?) ([-+]\d{4}) (?:UTC|[-+]\d{4})$/;

function isDate(value: unknown): value is string {
  return typeof value === 'string' && DATE.test(value);
}

function toIsoDate(value: string): string {
  return value.replace(
    DATE,
    (_, day: string, time: string, zone: string) =>
      `${day}T${time}${zone === '+0000' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`}`,
  );
}

function truth(value: Value): boolean {
  if (value.kind !== 'scalar') return false;
  return typeof value.value === 'string' ? castText(value.value, 'boolean') === true : value.value === true;
}

function amount(value: Value): number | undefined {
  const printed = textOf(value);
  return printed === undefined || printed === '' || Number.isNaN(Number(printed)) ? undefined : Number(printed);
}

/** The shortest decimal that is the same number in single precision. */
function shortFloat(value: number): number {
  const single = Math.fround(value);
  for (let digits = 1; digits <= 9; digits += 1) {
    const shorter = Number(single.toPrecision(digits));
    if (Math.fround(shorter) === single) return shorter;
  }
  return single;
}

function nonEmpty<T extends Json>(items: readonly T[]): readonly T[] | undefined {
  return items.length > 0 ? items : undefined;
}
