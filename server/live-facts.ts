import type { LiveFacts, PortListener } from '../core/lint/live-facts.ts';
import { ownershipOf } from '../io/host/ownership.ts';
import type { LiveState } from './protocol.ts';

/** What rules may know of the machine: always its files' owners, and what the client has told of the engine. */
export function toLiveFacts(live: LiveState | undefined, listeners: readonly PortListener[] | undefined): LiveFacts {
  const engine = live?.engine;
  if (engine === undefined || engine.state.kind !== 'connected') return { ownership: ownershipOf };
  const byName = <Named extends { readonly name: string }>(list: readonly Named[]) =>
    new Map(list.map((one) => [one.name, one] as const));
  return {
    ownership: ownershipOf,
    listeners,
    engine: {
      state: engine.state,
      containers: new Map(engine.containers.map((container) => [container.id, container])),
      volumes: byName(engine.volumes),
      networks: byName(engine.networks),
      images: new Map(),
      at: engine.at,
    },
  };
}
