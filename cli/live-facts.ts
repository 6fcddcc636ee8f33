import type { LiveFacts } from '../core/lint/live-facts.ts';
import type { Project } from '../core/project/project.ts';
import { readSnapshot } from '../io/engine/read-snapshot.ts';
import { findListeners } from '../io/host/listeners.ts';
import { ownershipOf } from '../io/host/ownership.ts';
import type { CommandContext } from './command.ts';
import { openEngine } from './open-stack.ts';

const patience = 10_000;

/**
 * What runs on this machine, as far as live rules ask: the engine's containers, volumes and networks, who listens on the
 * projects' ports, and owners of files. What can't be had is left out.
 *
 * @param say takes a sentence about what could not be had
 */
export async function gatherLiveFacts(
  projects: readonly Project[],
  context: Pick<CommandContext, 'environment' | 'signal'>,
  say: (sentence: string) => void,
): Promise<LiveFacts> {
  const signal = AbortSignal.any([context.signal, AbortSignal.timeout(patience)]);
  const services = projects.flatMap((project) => [...project.services.values()]);
  const ports = new Set(services.flatMap((service) => service.ports.flatMap((port) => port.published?.first ?? [])));
  const [engine, listeners] = await Promise.all([
    readEngine(projects, { ...context, signal }).catch((error: unknown) => {
      say(`the container engine was not asked: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }),
    findListeners(ports, { signal }).catch(() => undefined),
  ]);
  return {
    engine,
    ownership: ownershipOf,
    listeners: listeners?.map(({ address, port, protocol, pid, program, unit }) => ({
      address,
      port,
      protocol: protocol === 'udp' ? 'udp' : 'tcp',
      process: pid === undefined ? undefined : { id: pid, name: program ?? 'a program' },
      unit,
    })),
  };
}

async function readEngine(projects: readonly Project[], context: Pick<CommandContext, 'environment' | 'signal'>) {
  return readSnapshot(await openEngine(context), projects, { signal: context.signal });
}
