import type { MappingValue, Port, Project, Service, Value } from '../project/project.ts';
import type { Container } from './container.ts';

/** The image reference that Compose gives a service's containers: `image`, or the name of what it builds. */
export function imageReference(project: Project, service: Service): string {
  return service.image?.value ?? `${project.name}-${service.name}`;
}

/** The engine's names of the networks that a service is put on; undefined when `network_mode` decides. */
export function networkNames(project: Project, service: Service): readonly string[] | undefined {
  if (service.networkMode !== undefined) return undefined;
  const names = service.networks.length > 0 ? service.networks.map((network) => network.value) : ['default'];
  return names.map((name) => project.networks.get(name)?.engineName ?? `${project.name}_${name}`);
}

/** Number of containers that `docker compose up` makes for a service. */
export function wantedContainers(service: Service): number {
  return service.scale?.value ?? 1;
}

/** A value under a key of a mapping, by its plain path: `entry(service.value, 'deploy', 'replicas')`. */
export function entry(value: Value | undefined, ...path: readonly string[]): Value | undefined {
  let current: Value | undefined = value;
  for (const key of path) {
    if (current?.kind !== 'mapping') return undefined;
    current = (current as MappingValue).entries.get(key)?.value;
  }
  return current;
}

/** The scalar at a path, as text; undefined when there is none or a variable in it has no value. */
export function scalarText(value: Value | undefined, ...path: readonly string[]): string | undefined {
  const found = entry(value, ...path);
  if (found?.kind !== 'scalar' || found.unresolved || found.value === null) return undefined;
  return String(found.value);
}

export function scalarTexts(value: Value | undefined, ...path: readonly string[]): readonly string[] | undefined {
  const found = entry(value, ...path);
  if (found?.kind !== 'sequence') return undefined;
  return found.items.flatMap((item) => (item.kind === 'scalar' && item.value !== null ? [String(item.value)] : []));
}

/** True when a variable without a value stands anywhere in it, so that nothing can be compared with it. */
export function isUnresolved(value: Value | undefined): boolean {
  if (value === undefined) return false;
  if (value.kind === 'scalar') return value.unresolved === true;
  if (value.kind === 'sequence') return value.items.some(isUnresolved);
  return [...value.entries.values()].some((item) => isUnresolved(item.value));
}

/** The single host ports that a service asks for by number; those left to the engine are not among them. */
export function fixedPorts(service: Service): readonly FixedPort[] {
  return service.ports.flatMap((port) => {
    const { published, target } = port;
    if (published === undefined || published.last - published.first !== target.last - target.first) return [];
    const count = published.last - published.first + 1;
    return Array.from({ length: count }, (_, index) => ({
      hostIp: normalAddress(port.hostIp),
      hostPort: published.first + index,
      containerPort: target.first + index,
      protocol: port.protocol,
      port,
    }));
  });
}

export interface FixedPort {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string;
  readonly port: Port;
}

/** Every address of one family is written as the empty text: `0.0.0.0`, `::` and no address at all are the same wish. */
export function normalAddress(address: string | undefined): string {
  return address === undefined || address === '0.0.0.0' || address === '::' ? '' : address;
}

/** The containers that Compose made for a project, those of `docker compose run` left out. */
export function containersOf(containers: Iterable<Container>, projectName: string): Container[] {
  return [...containers].filter(({ compose }) => compose?.project === projectName && !compose.oneOff);
}

/** `1m30s`, `10`, `500ms` in nanoseconds; undefined for what is no duration. A bare number counts as nanoseconds, as in the engine. */
export function nanoseconds(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const units: Readonly<Record<string, number>> = {
    ns: 1,
    us: 1e3,
    µs: 1e3,
    ms: 1e6,
    s: 1e9,
    m: 60e9,
    h: 3600e9,
    d: 86_400e9,
    w: 604_800e9,
  };
  let total = 0;
  const rest = text.replace(/(?<![\d.])(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h|d|w)/g, (_, amount: string, unit: string) => {
    total += Number(amount) * (units[unit] ?? 0);
    return '';
  });
  return rest === '' && text !== '' ? total : undefined;
}

/** `512m`, `1.5gb`, `1048576` in bytes. */
export function byteCount(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgtp]?)i?b?$/i.exec(text.trim());
  if (match === null) return undefined;
  const power = ['', 'k', 'm', 'g', 't', 'p'].indexOf((match[2] ?? '').toLowerCase());
  return Math.floor(Number(match[1]) * 1024 ** power);
}
