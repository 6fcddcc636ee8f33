import type { ScalarType } from './node.ts';

/**
 * Gives an untagged plain scalar the value that Compose's YAML reader (go-yaml v3) gives it: YAML 1.2 booleans, `0o`, `0x`,
 * `0b` and leading-zero octal integers, underscores between digits, floats, dates; `yes`, `no`, `on` and `off` stay text.
 * Integers that a double can't hold exactly stay text, so that no digit is lost.
 */
export function resolvePlain(text: string): ScalarType {
  const constant = CONSTANTS.get(text);
  if (constant !== undefined) return constant;
  const first = text.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 43 || first === 45 || first === 46;
  if (!numeric) return text;
  return resolveDate(text) ?? resolveNumber(text) ?? text;
}

/** The value of a scalar with one of YAML's own tags; undefined when the text doesn't fit the tag. */
export function resolveTagged(text: string, tag: string): ScalarType | undefined {
  const plain = resolvePlain(text);
  if (tag === 'str') return text;
  if (tag === 'null') return plain === null ? null : undefined;
  if (tag === 'bool') return typeof plain === 'boolean' ? plain : undefined;
  if (tag === 'int') return typeof plain === 'number' && Number.isInteger(plain) ? plain : undefined;
  if (tag === 'float') return typeof plain === 'number' ? plain : undefined;
  if (tag === 'binary') return decodeBase64(text);
  return plain;
}

const CONSTANTS: ReadonlyMap<string, ScalarType> = new Map<string, ScalarType>([
  ...['', '~', 'null', 'Null', 'NULL'].map((text) => [text, null] as const),
  ...['true', 'True', 'TRUE'].map((text) => [text, true] as const),
  ...['false', 'False', 'FALSE'].map((text) => [text, false] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((text) => [text, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((text) => [text, Number.NEGATIVE_INFINITY] as const),
  ...['.nan', '.NaN', '.NAN'].map((text) => [text, Number.NaN] as const),
]);

function resolveNumber(text: string): ScalarType | undefined {
  const plain = text.includes('_') ? text.replaceAll('_', '') : text;
  const integer = /^([-+]?)(?:(0[xX])([0-9a-fA-F]+)|(0[bB])([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/.exec(plain);
  if (integer) {
    const [, sign, hexadecimal, hexadecimalDigits, binary, binaryDigits, octalDigits, decimalDigits] = integer;
    let digits = decimalDigits ?? '';
    if (hexadecimal) digits = `0x${hexadecimalDigits}`;
    else if (binary) digits = `0b${binaryDigits}`;
    else if (octalDigits) digits = `0o${octalDigits}`;
    const value = Number(digits);
    if (!Number.isSafeInteger(value)) {
      const exact = BigInt(digits);
      const within = sign === '-' ? exact <= 2n ** 63n : exact < 2n ** 64n;
      return within ? `${sign === '-' ? '-' : ''}${exact}` : (sign === '-' ? -1 : 1) * value;
    }
    return sign === '-' && value !== 0 ? -value : value;
  }
  if (/^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/.test(plain)) return Number(plain);
  return undefined;
}

/** Dates get the text that Go prints for them, since that is what labels and variables receive. */
function resolveDate(text: string): string | undefined {
  const match =
    /^(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2}):(\d{2})(\.\d+)?(?:[ \t]*(?:Z|([-+])(\d{1,2})(?::?(\d{2}))?))?)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, year, month, day, hour = '0', minute = '00', second = '00', fraction = '', sign, zoneHour, zoneMinute] =
    match;
  if (hour === '0' && match[4] === undefined && (month?.length !== 2 || day?.length !== 2)) return undefined;
  const valid =
    Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= daysIn(Number(year), Number(month));
  if (!valid || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const pad = (part: string | undefined) => (part ?? '').padStart(2, '0');
  const digits = fraction.replace(/(?<!0)0+$/, '').replace(/^\.$/, '');
  const zone = sign ? `${sign}${pad(zoneHour)}${zoneMinute ?? '00'}` : '+0000';
  return `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${minute}:${second}${digits} ${zone} ${sign ? zone : 'UTC'}`;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Decodes base64 to text, a byte a character as far as it isn't UTF-8. */
function decodeBase64(text: string): string | undefined {
  const compact = text.replace(/\s/g, '').replace(/(?<!=)=+$/, '');
  let bits = 0;
  let held = 0;
  let encoded = '';
  for (const character of compact) {
    const digit = BASE64.indexOf(character);
    if (digit < 0) return undefined;
    held = ((held << 6) | digit) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      encoded += `%${((held >> bits) & 0xff).toString(16).padStart(2, '0')}`;
    }
  }
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
