import type { Container } from '../../core/stack/container.ts';
import type { EngineEvent } from './engine.ts';

/**
 * True when a listed container (undefined: not listed) already shows what an event told. An engine tells of a container's end
 * before its own lists know of it (the more load, the longer), so that a list asked for at once can still say "running"; such
 * a list has to be asked for again.
 */
export function isShown(event: EngineEvent, container: Container | undefined): boolean {
  switch (event.action) {
    case 'start':
    case 'unpause':
      return container !== undefined && container.state !== 'created' && container.state !== 'paused';
    case 'die':
      return container?.state !== 'running' && container?.state !== 'paused';
    case 'pause':
      return container?.state === 'paused';
    case 'destroy':
      return container === undefined;
    case 'create':
      return container !== undefined;
    case 'health_status: healthy':
      return container?.health !== 'starting' && container?.health !== 'unhealthy';
    case 'health_status: unhealthy':
      return container?.health !== 'healthy' && container?.health !== 'starting';
    default:
      return true;
  }
}

/** True for events whose outcome a list has to show. */
export function tellsState({ type, action }: EngineEvent): boolean {
  return (
    type === 'container' && /^(?:start|die|pause|unpause|destroy|create|health_status: (?:un)?healthy)$/.test(action)
  );
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
