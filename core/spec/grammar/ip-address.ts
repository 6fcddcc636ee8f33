import { isIpAddress } from '../../text/ip-address.ts';
import { byPattern } from './grammar.ts';

/** An address that Compose itself checks. */
export const hostAddress = {
  title: 'an IP address',
  example: '127.0.0.1',
  check: (text: string) => (isIpAddress(text) ? undefined : { message: 'it is no IP address' }),
};

/** An address that only the engine checks. */
export const ipAddress = {
  title: 'an IP address',
  example: '172.28.0.10',
  check: (text: string) => (isIpAddress(text) ? undefined : { message: 'it is no IP address', late: true }),
};

export const macAddress = byPattern({
  title: 'a MAC address',
  example: '02:42:ac:11:65:43',
  pattern: /^(?:[\da-f]{2}([:-])(?:[\da-f]{2}\1){4}[\da-f]{2}|(?:[\da-f]{4}\.){2}[\da-f]{4})$/i,
  message: 'it is no MAC address',
  late: true,
});
