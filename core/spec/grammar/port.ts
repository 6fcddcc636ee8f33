import { isIpAddress } from '../../text/ip-address.ts';
import type { Grammar, GrammarFault } from './grammar.ts';

/** `8080:80`, `127.0.0.1:8080:80/tcp`, `3000-3005`, `[::1]:53:53/udp` (docker/go-connections nat.ParsePortSpec). */
export const port: Grammar = { title: 'a port', example: '8080:80', check };

interface Part {
  readonly text: string;
  readonly start: number;
}

function check(text: string): GrammarFault | undefined {
  const { ip, host, container } = split(text);
  const slash = container.text.indexOf('/');
  const target = slash < 0 ? container : { text: container.text.slice(0, slash), start: container.start };
  const protocol = slash < 0 ? '' : container.text.slice(slash + 1);

  if (ip.text !== '' && !isIpAddress(ip.text.replace(/^\[(.*)\]$/, '$1'))) {
    return fault(ip, `"${ip.text}" is no IP address`, 'Write [HOST_IP:][HOST_PORT:]CONTAINER_PORT.');
  }
  if (target.text === '') return fault(container, 'the container port is missing');
  const badTarget = checkRange(target, 'container');
  if (badTarget) return badTarget;
  const badHost = host.text === '' ? undefined : checkRange(host, 'host');
  if (badHost) return badHost;
  if (host.text !== '' && width(target.text) > 0 && width(target.text) !== width(host.text)) {
    return fault({ text, start: 0 }, 'the two port ranges differ in length');
  }
  if (protocol !== '' && !/^(?:tcp|udp|sctp)$/i.test(protocol)) {
    return fault(
      { text: protocol, start: container.start + slash + 1 },
      `"${protocol}" is no protocol`,
      'The protocols are tcp, udp and sctp.',
    );
  }
  return undefined;
}

/** Splits at the last two colons, so that the address may be an IPv6 one. */
function split(text: string): { ip: Part; host: Part; container: Part } {
  const last = text.lastIndexOf(':');
  const middle = last < 0 ? -1 : text.lastIndexOf(':', last - 1);
  const part = (start: number, end: number): Part => ({ text: text.slice(start, Math.max(start, end)), start });
  return {
    ip: part(0, last < 1 ? 0 : middle),
    host: part(middle + 1, last),
    container: part(last + 1, text.length),
  };
}

function checkRange(part: Part, which: 'container' | 'host'): GrammarFault | undefined {
  const ends = part.text.split('-');
  if (ends.length > 2 || !ends.every((end) => /^\d+$/.test(end))) {
    return fault(part, `"${part.text}" is no ${which} port`, 'A port is a number from 0 to 65535, or a range of two.');
  }
  const high = ends.find((end) => Number(end) > 65535);
  if (high !== undefined) return fault(part, `${high} is above 65535, the last port there is`);
  if (Number(ends[0]) > Number(ends[1] ?? ends[0])) return fault(part, `the range ${part.text} runs backwards`);
  return undefined;
}

function width(range: string): number {
  const [first = 0, last = first] = range.split('-').map(Number);
  return last - first;
}

function fault({ text, start }: Part, message: string, hint?: string): GrammarFault {
  return { message, start, end: start + text.length, hint };
}

/** A host port or range in the long form; the engine checks it. */
export const publishedPort: Grammar = {
  title: 'a host port',
  example: '8080',
  check(text) {
    const found = text === '' ? undefined : checkRange({ text, start: 0 }, 'host');
    return found && { ...found, late: true };
  },
};

/** A port of `expose`: a number or range with a protocol; the engine checks it. */
export const exposedPort: Grammar = {
  title: 'a container port',
  example: '8080/tcp',
  check(text) {
    const [range = '', protocol] = text.split('/');
    const found = checkRange({ text: range, start: 0 }, 'container');
    if (found) return { ...found, late: true };
    if (protocol === undefined || /^(?:tcp|udp|sctp)$/i.test(protocol)) return undefined;
    return { message: `"${protocol}" is no protocol`, start: range.length + 1, end: text.length, late: true };
  },
};
