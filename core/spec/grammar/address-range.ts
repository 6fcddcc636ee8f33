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
  if (!text.includes(':')) return { version: 4, number: ofParts(text.split('.').map(Number), 8n) };
  const [head = '', tail] = text.split('::');
  const front = groupsOf(head);
  const back = groupsOf(tail ?? '');
  const zeros = tail === undefined ? 0 : 8 - front.length - back.length;
  return { version: 6, number: ofParts([...front, ...Array<number>(zeros).fill(0), ...back], 16n) };
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

/** An IPv4 address as it is written; IPv6 ones in full, without a shortened form. */
export function writeAddress({ version, number }: Address): string {
  const [count, bits, base, sign] = version === 4 ? [4, 8n, 10, '.'] : [8, 16n, 16, ':'];
  const parts = Array.from({ length: count }, (_, index) => {
    const part = (number >> (bits * BigInt(count - 1 - index))) & ((1n << bits) - 1n);
    return part.toString(base);
  });
  return parts.join(sign);
}

function ofParts(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) | BigInt(part), 0n);
}

/** The groups of an IPv6 address or a half of one; its last two may be written as an IPv4 address. */
function groupsOf(half: string): number[] {
  if (half === '') return [];
  return half.split(':').flatMap((group) => {
    if (!group.includes('.')) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}
