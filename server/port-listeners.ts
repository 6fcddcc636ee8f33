import type { PortListener } from '../core/lint/live-facts.ts';
import { findListeners } from '../io/host/listeners.ts';

const patience = 3000;

/** Who listens on some ports of this machine; undefined where that can't be found out in time. */
export async function portListeners(ports: ReadonlySet<number>): Promise<readonly PortListener[] | undefined> {
  const found = await findListeners(ports, { signal: AbortSignal.timeout(patience) }).catch(() => undefined);
  return found?.map(({ address, port, protocol, pid, program, unit }) => ({
    address,
    port,
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    process: pid === undefined ? undefined : { id: pid, name: program ?? `process ${pid}` },
    unit,
  }));
}
