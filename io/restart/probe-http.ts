import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Container } from '../../core/stack/container.ts';
import type { HttpProbe } from '../../core/stack/http-probe.ts';

/** Milliseconds between two requests, and for one of them at most. */
const pace = { apart: 500, longest: 5000 };

/**
 * Asks a service over HTTP until it answers as its probe wants. Only ports that the service publishes on this machine are
 * asked; redirections are answers and not followed.
 *
 * @returns why it does not serve; undefined when it does, and when no port of it can be asked
 */
export async function askProbe(options: {
  readonly service: string;
  readonly probe: HttpProbe;
  readonly containers: readonly Container[];
  readonly signal?: AbortSignal | undefined;
}): Promise<string | undefined> {
  const { service, probe, containers, signal } = options;
  const published = containers
    .flatMap((container) => container.ports)
    .find(
      ({ protocol, hostPort, containerPort, hostIp }) =>
        protocol === 'tcp' &&
        hostPort > 0 &&
        !hostIp.includes(':') &&
        (probe.hostPort === undefined || hostPort === probe.hostPort) &&
        (probe.port === undefined || containerPort === probe.port),
    );
  if (published === undefined) return undefined;
  const host = published.hostIp === '' || published.hostIp === '0.0.0.0' ? '127.0.0.1' : published.hostIp;
  const end = Date.now() + probe.timeout;
  for (;;) {
    const answer = await ask({ host, port: published.hostPort, probe, limit: Math.min(pace.longest, probe.timeout) });
    const serves =
      typeof answer === 'number' && probe.statuses.some(([first, last]) => answer >= first && answer <= last);
    if (serves) return undefined;
    if (Date.now() + pace.apart > end || signal?.aborted) {
      const said = typeof answer === 'number' ? `answers ${answer}` : `does not answer (${answer})`;
      return `${service} ${said} to its probe ${probe.method} :${published.containerPort}${probe.path}.`;
    }
    await delay(pace.apart, undefined, { signal }).catch(() => {});
  }
}

/** The status, or in words why there is none. */
function ask(options: {
  readonly host: string;
  readonly port: number;
  readonly probe: HttpProbe;
  readonly limit: number;
}): Promise<number | string> {
  const { host, port, probe, limit } = options;
  return new Promise((resolve) => {
    const call = request(
      {
        host,
        port,
        method: probe.method,
        path: pathOnWire(probe.path),
        agent: false,
        signal: AbortSignal.timeout(limit),
      },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    call.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    call.end();
  });
}

/** Node sends no other characters than these, and throws for them. */
function pathOnWire(path: string): string {
  const escaped = (character: string) => [...Buffer.from(character)].map((byte) => `%${byte.toString(16)}`).join('');
  return path.replace(/[^\x21-\x7e]/gu, escaped);
}
