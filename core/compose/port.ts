/** One published port of the short form; ranges of both sides are taken apart. */
export interface PortBinding {
  readonly hostIp: string | undefined;
  /** `8080`, or `8000-8010` when the engine may choose in a range. */
  readonly published: string | undefined;
  readonly target: number;
  readonly protocol: string;
}

/**
 * Reads `[HOST_IP:][HOST_PORT:]CONTAINER_PORT[/PROTOCOL]` as Compose does (docker/go-connections).
 *
 * @returns one binding a container port, ordered as Compose prints them; undefined when Compose rejects the text
 */
export function parsePort(text: string): readonly PortBinding[] | undefined {
  const parts = text.split(':');
  const container = parts.pop() ?? '';
  const host = parts.pop() ?? '';
  const ip = stripBrackets(parts.join(':'));
  if (ip === undefined) return undefined;
  const [portText = '', ...rest] = container.split('/');
  const protocol = (rest.join('/') || 'tcp').toLowerCase();
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) return undefined;
  const targets = parseRange(portText);
  const published = host === '' ? undefined : parseRange(host);
  if (!targets || (host !== '' && !published)) return undefined;
  const count = targets.last - targets.first + 1;
  if (published && count > 1 && published.last - published.first + 1 !== count) return undefined;

  const bindings: PortBinding[] = [];
  for (let index = 0; index < count; index += 1) {
    let port: string | undefined;
    if (published)
      port =
        count === 1 && published.last > published.first
          ? `${published.first}-${published.last}`
          : String(published.first + index);
    bindings.push({ hostIp: ip === '' ? undefined : ip, published: port, target: targets.first + index, protocol });
  }
  return bindings.sort((a, b) => (String(a.target) < String(b.target) ? -1 : 1));
}

/** `80` or `80-90`; undefined when it is neither, runs backwards, or passes 65535. */
export function parseRange(text: string): { readonly first: number; readonly last: number } | undefined {
  const match = /^(\d+)(?:-(\d+)(?:-.*)?)?$/.exec(text);
  if (!match) return undefined;
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  return last < first || last > 65_535 ? undefined : { first, last };
}

function stripBrackets(ip: string): string | undefined {
  if (ip === '') return '';
  const bracketed = /^\[(.*)\]$/.exec(ip);
  if (bracketed) return isIpv6(bracketed[1] ?? '') ? bracketed[1] : undefined;
  const isIpv4 = /^(?:\d{1,3}\.){3}\d{1,3}$/.test(ip) && ip.split('.').every(isOctet);
  return isIpv4 || isIpv6(ip) ? ip : undefined;
}

function isOctet(part: string): boolean {
  return Number(part) <= 255 && (part === '0' || !part.startsWith('0'));
}

function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const tail = groups.at(-1) ?? '';
  const mapped =
    tail.includes('.') &&
    tail.split('.').length === 4 &&
    tail.split('.').every((part) => /^\d+$/.test(part) && isOctet(part));
  const plain = mapped ? groups.slice(0, -1) : groups;
  const length = plain.length + (mapped ? 2 : 0);
  return plain.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? length < 8 : length === 8);
}
