import { connect } from 'node:net';
import type { Container } from '../../core/stack/container.ts';

/** Time in milliseconds that a port has for taking the connection, and then for keeping it. */
const limits = { connect: 2000, keep: 250 };

/**
 * Asks each published TCP port whether somebody is behind it. The engine's own proxy takes every connection and drops it at
 * once when nobody listens in the container, so a connection counts only when it lasts or brings data.
 *
 * @returns the host ports that answer
 */
export async function answeringPorts(containers: readonly Container[]): Promise<ReadonlySet<number>> {
  const ports = new Map<number, string>();
  for (const { hostIp, hostPort, protocol } of containers.flatMap((container) => container.ports)) {
    if (protocol === 'tcp' && !hostIp.includes(':'))
      ports.set(hostPort, hostIp === '' || hostIp === '0.0.0.0' ? '127.0.0.1' : hostIp);
  }
  const answers = await Promise.all(
    [...ports].map(async ([port, host]) => [port, await isAnswering(host, port)] as const),
  );
  return new Set(answers.filter(([, yes]) => yes).map(([port]) => port));
}

function isAnswering(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (yes: boolean) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(yes);
    };
    let timer = setTimeout(() => end(false), limits.connect);
    socket.once('connect', () => {
      clearTimeout(timer);
      timer = setTimeout(() => end(true), limits.keep);
    });
    socket.once('data', () => end(true));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
