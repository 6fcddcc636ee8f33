import type { Container } from '../../core/stack/container.ts';
import type { EngineEvent } from './engine.ts';

/** True when a listed container (undefined: not listed) already shows what the event told. */
export type Expectation = (container: Container | undefined) => boolean;

/**
 * What a list must show after an event. An engine tells of a container's end before its own lists know of it, so that a list
 * asked for at once can still say "running"; such a list has to be asked for again.
 */
export function expectationOf(event: EngineEvent): Expectation | undefined {
  switch (event.action) {
    case 'start':
    case 'unpause':
      return (container) => container !== undefined && container.state !== 'created' && container.state !== 'paused';
    case 'die':
      return (container) => container?.state !== 'running' && container?.state !== 'paused';
    case 'pause':
      return (container) => container?.state === 'paused';
    case 'destroy':
      return (container) => container === undefined;
    case 'create':
      return (container) => container !== undefined;
    case 'health_status: healthy':
      return (container) => container?.health !== 'starting' && container?.health !== 'unhealthy';
    case 'health_status: unhealthy':
      return (container) => container?.health !== 'healthy' && container?.health !== 'starting';
    default:
      return undefined;
  }
}

/**
 * A container as an event alone shows it, ahead of the next list; undefined: it is gone. Events that say too little leave it
 * as it was.
 */
export function afterEvent(container: Container, event: EngineEvent): Container | undefined {
  switch (event.action) {
    case 'die': {
      const exitCode = Number(event.attributes.exitCode ?? Number.NaN);
      if (Number.isNaN(exitCode)) return container;
      return { ...container, state: 'exited', status: `Exited (${exitCode})`, exitCode, health: undefined, ports: [] };
    }
    case 'destroy':
      return undefined;
    case 'pause':
      return { ...container, state: 'paused' };
    case 'unpause':
      return { ...container, state: 'running' };
    case 'health_status: healthy':
      return { ...container, health: 'healthy' };
    case 'health_status: unhealthy':
      return { ...container, health: 'unhealthy' };
    default:
      return container;
  }
}

/** True for events after which a container looks different. Programs run in it (health checks) and attaching change nothing. */
export function changesContainer(event: EngineEvent): boolean {
  return (
    event.type === 'container' &&
    !/^(?:exec_|attach|detach|top|resize|archive-path|export|copy|commit)/.test(event.action)
  );
}
