import { byPattern } from './grammar.ts';

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/** True for what Go's net.ParseIP takes. */
export function isIpAddress(text: string): boolean {
  return ipv4.test(text) || isIpv6(text);
}

function isIpv6(text: string): boolean {
  let address = text;
  const tail = /(?:^|:)([\d.]+)$/.exec(address)?.[1];
  if (tail?.includes('.')) {
    if (!ipv4.test(tail)) return false;
    address = `${address.slice(0, -tail.length)}0:0`;
  }
  const halves = address.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

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
