import { fromByteArray, parse } from 'ipaddr.js';
import { isIpAddress } from './ip-address.ts';

/** An IP address as a number. */
export interface Address {
  readonly version: 4 | 6;
  readonly number: bigint;
}

/** A range of addresses, both ends in it. */
export interface AddressRange {
  readonly version: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** Reads an IPv4 or IPv6 address; undefined when the text is none. */
export function parseAddress(text: string): Address | undefined {
  if (!isIpAddress(text)) return undefined;
  const bytes = parse(text).toByteArray();
  return {
    version: bytes.length === 4 ? 4 : 6,
    number: bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n),
  };
}

/** Reads `172.28.0.0/16`, whatever stands in the bits behind the mask; undefined when the text is no range. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [written = '', bits = ''] = text.split('/');
  const address = parseAddress(written);
  if (address === undefined || !/^\d{1,3}$/.test(bits)) return undefined;
  const width = address.version === 4 ? 32 : 128;
  if (Number(bits) > width) return undefined;
  const size = 1n << BigInt(width - Number(bits));
  const first = (address.number / size) * size;
  return { version: address.version, first, last: first + size - 1n };
}

/** Whether an address, or all of a range, is in a range. */
export function isWithin(inner: Address | AddressRange, { version, first, last }: AddressRange): boolean {
  const [low, high] = 'number' in inner ? [inner.number, inner.number] : [inner.first, inner.last];
  return inner.version === version && first <= low && high <= last;
}

/** Whether two ranges have an address in common. */
export function overlap(a: AddressRange, b: AddressRange): boolean {
  return a.version === b.version && a.first <= b.last && b.first <= a.last;
}

/** Whether two addresses are the same one, however they are spelled. */
export function isSameAddress(a: Address, b: Address): boolean {
  return a.version === b.version && a.number === b.number;
}

/** An address in its usual spelling. */
export function writeAddress({ version, number }: Address): string {
  const length = version === 4 ? 4 : 16;
  const bytes = Array.from({ length }, (_, index) => Number((number >> BigInt(8 * (length - 1 - index))) & 0xffn));
  return fromByteArray(bytes).toString();
}
