import { parseAddressRange, writeAddress } from '../../text/address-range.ts';
import type { Grammar } from './grammar.ts';

/** An address range in CIDR form, checked by the engine. */
export const subnet: Grammar = {
  title: 'an address range',
  example: '172.28.0.0/16',
  check(text) {
    const range = parseAddressRange(text);
    if (range === undefined) return { message: 'it is no address range in CIDR form', late: true };
    // IPv6 has many spellings of one address.
    if (range.version === 6) return undefined;
    const base = `${writeAddress({ version: 4, number: range.first })}/${text.split('/')[1]}`;
    if (base === text) return undefined;
    const message = 'engines since version 25 want its first address before the slash';
    return { message, suggestion: base, late: true };
  },
};
