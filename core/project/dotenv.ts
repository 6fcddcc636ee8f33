import type { Range } from '../text/source.ts';
import { interpolateText } from './interpolate-text.ts';

export interface EnvVariable {
  readonly name: string;
  readonly value: string;
  /** The whole assignment, without the line break behind it. */
  readonly range: Range;
}

export interface EnvText {
  /** In the order of the file; a name can be there several times, the last one counts. */
  readonly variables: readonly EnvVariable[];
  /** Why the file can't be read, at most one: Compose stops there. */
  readonly problem?: { readonly message: string; readonly range: Range } | undefined;
}

const SPACE = /[\t\v\f\r \u0085\u00A0]*/y;
const KEY_CHARACTER = /[\p{L}\p{N}_.\-[\]]/u;
const ESCAPE = /\\(?:[abcfnrtv$"\\]|0\d{0,3})/g;
const ESCAPED: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '"': '"',
  '\\': '\\',
};

/**
 * Reads the text of an env file as Compose does: `KEY=value`, `KEY: value`, `export KEY=value`, `KEY` alone (taken from
 * `lookup`), single and double quotes over several lines, ` #` comments, and variables in unquoted and double-quoted values.
 *
 * @param lookup variables that the values may use; those set above in the file come after these
 */
export function parseEnv(source: string, lookup: (name: string) => string | undefined): EnvText {
  const variables: EnvVariable[] = [];
  const known = new Map<string, string>();
  const text = source;
  let position = text.startsWith('\uFEFF') ? 1 : 0;
  const expand = (value: string) => interpolateText(value, { value: (name) => lookup(name) ?? known.get(name) });
  const fail = (message: string, start: number) => ({
    variables,
    problem: { message, range: { start, end: lineEnd(text, start) } },
  });

  for (;;) {
    while (position < text.length && /\s/.test(text.charAt(position))) position += 1;
    if (position >= text.length) return { variables };
    if (text.charAt(position) === '#') {
      position = lineEnd(text, position);
      continue;
    }
    const start = position;
    const exported = /export[\t\v\f\r \u0085\u00A0]+/y;
    exported.lastIndex = position;
    const keyStart = exported.exec(text) ? exported.lastIndex : position;
    const key = readKey(text, keyStart);
    if (key.unexpected !== undefined) {
      return fail(`"${key.unexpected}" can't stand in the name of a variable.`, start);
    }
    if (/ /.test(key.name)) return fail(`The name "${key.name}" must not have a space in it.`, start);
    if (key.inherited) {
      const value = lookup(key.name);
      if (value !== undefined) add(key.name, value, start, key.end);
      position = key.end;
      continue;
    }
    SPACE.lastIndex = key.end;
    SPACE.exec(text);
    const valueStart = SPACE.lastIndex;
    const quote = text.charAt(valueStart);
    if (quote === '"' || quote === "'") {
      const quoted = readQuoted(text, valueStart, quote);
      if (!quoted) return fail('The quoted value is not closed.', start);
      const expanded =
        quote === '"' ? expand(decodeEscapes(quoted.value)) : { text: quoted.value, invalid: undefined, required: [] };
      const problem = refusal(expanded);
      if (problem) return fail(problem, start);
      add(key.name, expanded.text, start, quoted.end);
      position = quoted.end;
    } else {
      const end = lineEnd(text, valueStart);
      const written = text.slice(valueStart, end);
      const value = (written.split(' #', 1)[0] ?? '').trimEnd();
      const expanded = expand(value);
      const problem = refusal(expanded);
      if (problem) return fail(problem, start);
      add(key.name, expanded.text, start, valueStart + value.length);
      position = end;
    }
  }

  function add(name: string, value: string, start: number, end: number): void {
    known.set(name, value);
    variables.push({ name, value, range: { start, end } });
  }
}

function refusal(expanded: {
  readonly invalid?: string | undefined;
  readonly required: readonly { readonly name: string; readonly reason: string }[];
}) {
  if (expanded.invalid !== undefined)
    return `"${expanded.invalid}" is no valid use of a variable; write "$$" for a dollar sign.`;
  const missing = expanded.required[0];
  return missing ? `The variable ${missing.name} is required: ${missing.reason}` : undefined;
}

interface Key {
  readonly name: string;
  /** Offset behind the separator, or of the line's end for a name alone. */
  readonly end: number;
  readonly inherited: boolean;
  readonly unexpected?: string | undefined;
}

function readKey(text: string, start: number): Key {
  for (let index = start; index < text.length; index += 1) {
    const character = String.fromCodePoint(text.codePointAt(index) ?? 0);
    if (character === '=' || character === ':')
      return { name: text.slice(start, index).trimEnd(), end: index + 1, inherited: false };
    if (character === '\n') return { name: text.slice(start, index).trimEnd(), end: index, inherited: true };
    if (/[\t\v\f\r \u0085\u00A0]/.test(character) || KEY_CHARACTER.test(character)) {
      index += character.length - 1;
      continue;
    }
    return { name: '', end: index, inherited: false, unexpected: character };
  }
  // A name alone at the end of the file, without a line break, is dropped by Compose's reader.
  return { name: '', end: text.length, inherited: true };
}

function readQuoted(
  text: string,
  start: number,
  quote: string,
): { readonly value: string; readonly end: number } | undefined {
  let value = '';
  for (let index = start + 1; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === quote) return { value, end: index + 1 };
    if (character === '\\') {
      const next = text.charAt(index + 1);
      if (next === quote) {
        value += quote;
        index += 1;
        continue;
      }
      // A backslash hides what follows it from the search for the quote, and stays.
      if (next === '\\') {
        value += '\\\\';
        index += 1;
        continue;
      }
    }
    value += character;
  }
  return undefined;
}

function decodeEscapes(value: string): string {
  return value.replace(ESCAPE, (sequence) => {
    const kind = sequence.charAt(1);
    if (kind === '$') return '$$';
    if (kind === '0') {
      const digits = sequence.slice(2);
      if (!/^[0-7]{3}$/.test(digits) || Number.parseInt(digits, 8) > 255) return sequence;
      return String.fromCharCode(Number.parseInt(digits, 8));
    }
    return ESCAPED[kind] ?? sequence;
  });
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
