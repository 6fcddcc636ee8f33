import type { Port, Service } from '../../project/project.ts';
import { clashSeverity, runTogether } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'duplicate-host-port',
  category: 'startup',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'Two containers want the same port of the host',
  why: 'The second one cannot start: "port is already allocated".',
  instead:
    'Publish one of them on another port, bind them to different addresses, or let the engine choose ("80" alone).',
  examples: {
    bad: `services:
  a:
    image: nginx:1.27
    ports:
      - "8080:80"
  b:
    image: nginx:1.27
    ports:
      - "8080:8000"
`,
    good: `services:
  a:
    image: nginx:1.27
    ports:
      - "127.0.0.1:8080:80"
  b:
    image: nginx:1.27
    ports:
      - "127.0.0.2:8080:80"
      - "8080:8080/udp"
`,
  },
  check({ services, report }) {
    const taken = new Map<string, { service: Service; port: Port }[]>();
    for (const service of services) {
      if (service.networkMode?.value === 'host') continue;
      for (const port of service.ports) {
        const fixed = fixedPorts(port);
        if (fixed.length > 0 && (service.scale?.value ?? 1) > 1) {
          report({
            location: port.location,
            message: `"${service.name}" runs ${service.scale?.value} containers, and only one of them can have the host port ${fixed[0]}. Publish a range, or leave the host port to the engine.`,
          });
        }
        const clash = findClash(taken, fixed, service, port);
        if (clash === undefined) continue;
        const { number, other } = clash;
        report({
          location: port.location,
          severity: clashSeverity(service, other.service),
          message:
            other.service === service
              ? `The host port ${number} is published twice by "${service.name}". Remove one of the two, or publish it on another port.`
              : `The host port ${number} is already published by "${other.service.name}", so the second of the two cannot start. Publish one of them on another port.`,
          related: [{ message: `"${other.service.name}" publishes it here`, location: other.port.location }],
        });
      }
    }
  },
});

/** Notes down a port and gives the first earlier one that it clashes with. */
function findClash(
  taken: Map<string, { service: Service; port: Port }[]>,
  fixed: readonly number[],
  service: Service,
  port: Port,
): { number: number; other: { service: Service; port: Port } } | undefined {
  let clash: { number: number; other: { service: Service; port: Port } } | undefined;
  for (const number of fixed) {
    const key = `${number}/${port.protocol}`;
    const list = taken.get(key) ?? [];
    const other = list.find(
      (candidate) =>
        candidate.port !== port &&
        sameAddress(candidate.port.hostIp, port.hostIp) &&
        runTogether(candidate.service, service) &&
        !(candidate.service === service && sameTarget(candidate.port, port)),
    );
    if (clash === undefined && other !== undefined) clash = { number, other };
    list.push({ service, port });
    taken.set(key, list);
  }
  return clash;
}

/** Host ports that are taken for certain; of a host range over one container port the engine picks a free one. */
function fixedPorts({ published, target }: Port): readonly number[] {
  if (published === undefined || published.first === 0) return [];
  const width = published.last - published.first;
  if (width > 0 && target.first === target.last) return [];
  return Array.from({ length: Math.min(width, 2000) + 1 }, (_, index) => published.first + index);
}

/** The very same mapping twice is merged by Compose. */
function sameTarget(a: Port, b: Port): boolean {
  return (
    a.target.first === b.target.first && a.target.last === b.target.last && a.published?.first === b.published?.first
  );
}

function sameAddress(a: string | undefined, b: string | undefined): boolean {
  const every = (address = '') => address === '' || address === '0.0.0.0' || address === '::';
  if (!every(a) && !every(b)) return a === b;
  // An IPv4 and an IPv6 address keep out of each other's way when both are written out.
  const version = (address = '') => (address.includes('.') ? 4 : address.includes(':') ? 6 : 0);
  return version(a) === 0 || version(b) === 0 || version(a) === version(b);
}
