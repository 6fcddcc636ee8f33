import type { Project, Service } from '../project/project.ts';

/** A request that tells whether a service really serves. */
export interface HttpProbe {
  readonly method: string;
  /** With the leading slash, and a query where there is one. */
  readonly path: string;
  /** The container's port; undefined: the first one that is published. */
  readonly port?: number | undefined;
  /** The port on this machine, where the probe was said that way; then `port` is undefined. */
  readonly hostPort?: number | undefined;
  /** Ranges of status codes that mean it serves, both ends included. */
  readonly statuses: readonly (readonly [number, number])[];
  /** Milliseconds in which it has to answer as wanted for the first time. */
  readonly timeout: number;
}

const probeLabel = 'dev.holdfast.probe';
const defaultTimeout = 30_000;
const usualStatuses = [[200, 399]] as const;
const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const urlForm =
  /^(?:(?<method>GET|HEAD|POST|OPTIONS)\s+)?http:\/\/(?<host>\[[0-9a-f:]+\]|[^/:@\s]+)(?::(?<port>\d{1,5}))?(?<path>\/\S*)?$/i;
const form = /^(?:(?<method>GET|HEAD|POST|OPTIONS)\s+)?(?::(?<port>\d{1,5}))?(?<path>\/\S*)$/;

/** Probes that are said beside the files, by `service` or `project/service`. */
export type SaidProbes = ReadonlyMap<string, readonly string[]>;

/** Everything that a service is asked after a restart, by its labels and by what is said beside the files. */
export function probesOf(
  project: Project,
  service: Service,
  said: SaidProbes = new Map(),
): { readonly probes: readonly HttpProbe[]; readonly complaints: readonly string[] } {
  const texts = [service.name, `${project.name}/${service.name}`].flatMap((name) => said.get(name) ?? []);
  const read = [readHttpProbe(service), ...[...new Set(texts)].map((text) => readSaidProbe(text, service.name))];
  return {
    probes: read.filter((probe) => typeof probe === 'object'),
    complaints: read.filter((probe) => typeof probe === 'string'),
  };
}

/** `GET :8080/health` as in a label, or `http://localhost:18080/health` as it is published on this machine. */
function readSaidProbe(text: string, service: string): HttpProbe | string {
  const more = { statuses: usualStatuses, timeout: defaultTimeout };
  const plain = form.exec(text.trim())?.groups;
  if (plain !== undefined) return { ...requestOf(plain), ...more };
  const url = urlForm.exec(text.trim())?.groups;
  if (url?.host === undefined) {
    return `The probe "${text}" of ${service} should read like "/health", "GET :8080/health" or "http://localhost:8080/health".`;
  }
  if (!loopback.has(url.host.toLowerCase())) {
    return `The probe "${text}" of ${service} asks ${url.host}; a probe asks this machine only: localhost and a port that ${service} publishes.`;
  }
  return { method: url.method ?? 'GET', path: url.path ?? '/', hostPort: Number(url.port ?? 80), ...more };
}

function requestOf({ method = 'GET', port, path = '/' }: Readonly<Record<string, string | undefined>>) {
  return { method, path, ...(port !== undefined && { port: Number(port) }) };
}

/** True when a service publishes what its probe asks; ports that the engine chooses count for whatever is asked. */
export function isPublished({ port, hostPort }: HttpProbe, service: Service): boolean {
  return service.ports.some(({ target, published }) => {
    if (hostPort !== undefined)
      return published === undefined || (hostPort >= published.first && hostPort <= published.last);
    return port === undefined || (port >= target.first && port <= target.last);
  });
}

/**
 * Reads the probe of a service from its labels: `dev.holdfast.probe` has method, container port and path
 * (`/health`, `GET :8080/health`), `dev.holdfast.probe.status` the codes (`200`, `200-299,401`; default 200-399), and
 * `dev.holdfast.probe.timeout` seconds (default 30). There is no host in it: only the service's own published ports are
 * asked.
 *
 * @returns undefined without such a label; a sentence when it cannot be understood
 */
export function readHttpProbe(service: Service): HttpProbe | string | undefined {
  const label = (suffix: string) => service.labels.get(`${probeLabel}${suffix}`)?.value;
  const text = label('');
  if (text === undefined) return undefined;
  const match = form.exec(text.trim());
  if (match?.groups === undefined) {
    return `The label ${probeLabel} of ${service.name} says "${text}"; it should read like "/health" or "GET :8080/health".`;
  }
  const statuses = readStatuses(label('.status'));
  if (statuses === undefined) {
    return `The label ${probeLabel}.status of ${service.name} should be codes and ranges, such as "200-299,401".`;
  }
  const seconds = Number(label('.timeout')?.replace(/s$/, '') ?? defaultTimeout / 1000);
  if (!(seconds > 0 && seconds <= 3600)) {
    return `The label ${probeLabel}.timeout of ${service.name} should be seconds, from 1 to 3600.`;
  }
  return { ...requestOf(match.groups), statuses, timeout: seconds * 1000 };
}

function readStatuses(text: string | undefined): readonly (readonly [number, number])[] | undefined {
  if (text === undefined) return usualStatuses;
  const ranges = text.split(',').map((part) => /^\s*(\d{3})(?:\s*-\s*(\d{3}))?\s*$/.exec(part));
  if (ranges.some((range) => range === null)) return undefined;
  return ranges.map((range) => [Number(range?.[1]), Number(range?.[2] ?? range?.[1])] as const);
}
