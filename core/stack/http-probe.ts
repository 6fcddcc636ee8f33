import type { Service } from '../project/project.ts';

/** A request that tells whether a service really serves. */
export interface HttpProbe {
  readonly method: string;
  /** With the leading slash, and a query where there is one. */
  readonly path: string;
  /** The container's port; undefined: the first one that is published. */
  readonly port?: number | undefined;
  /** Ranges of status codes that mean it serves, both ends included. */
  readonly statuses: readonly (readonly [number, number])[];
  /** Milliseconds in which it has to answer as wanted for the first time. */
  readonly timeout: number;
}

export const probeLabel = 'dev.holdfast.probe';
const defaultTimeout = 30_000;
const form = /^(?:(?<method>GET|HEAD|POST|OPTIONS)\s+)?(?::(?<port>\d{1,5}))?(?<path>\/\S*)$/;

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
  const statuses = readStatuses(label('.status') ?? '200-399');
  if (statuses === undefined) {
    return `The label ${probeLabel}.status of ${service.name} should be codes and ranges, such as "200-299,401".`;
  }
  const seconds = Number(label('.timeout')?.replace(/s$/, '') ?? defaultTimeout / 1000);
  if (!(seconds > 0 && seconds <= 3600)) {
    return `The label ${probeLabel}.timeout of ${service.name} should be seconds, from 1 to 3600.`;
  }
  const { method = 'GET', port, path = '/' } = match.groups;
  return { method, path, ...(port !== undefined && { port: Number(port) }), statuses, timeout: seconds * 1000 };
}

function readStatuses(text: string): readonly (readonly [number, number])[] | undefined {
  const ranges = text.split(',').map((part) => /^\s*(\d{3})(?:\s*-\s*(\d{3}))?\s*$/.exec(part));
  if (ranges.some((range) => range === null)) return undefined;
  return ranges.map((range) => [Number(range?.[1]), Number(range?.[2] ?? range?.[1])] as const);
}
