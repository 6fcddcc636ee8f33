import type { Project, Service } from '../project/project.ts';
import type { Container } from './container.ts';
import { wantedContainers } from './declared.ts';

/** How a service or a container is, in one word. The order is from worst to best; a service is as its worst container. */
export const serviceStates = [
  'failed',
  'restarting',
  'unhealthy',
  'missing',
  'created',
  'stopped',
  'partly',
  'paused',
  'starting',
  'finished',
  'running',
  'healthy',
  'off',
  'unknown',
] as const;

export type ServiceState = (typeof serviceStates)[number];

/** States in which a service does what it should. */
export function isFine(state: ServiceState): boolean {
  return state === 'running' || state === 'healthy' || state === 'finished' || state === 'off';
}

/** Words for people. */
export const stateInWords: Readonly<Record<ServiceState, string>> = {
  failed: 'failed',
  restarting: 'restarting again and again',
  unhealthy: 'unhealthy',
  missing: 'not running',
  created: 'created, never started',
  stopped: 'stopped',
  partly: 'partly running',
  paused: 'paused',
  starting: 'starting',
  finished: 'finished',
  running: 'running',
  healthy: 'healthy',
  off: 'switched off by its profile',
  unknown: 'not known',
};

/** What a person's stop leaves behind. 137 is a stop as well, of a program that did not end in time. */
const stopCodes: ReadonlySet<number | undefined> = new Set([0, 130, 137, 143]);

/**
 * The state of one container.
 *
 * @param owner its service and project, when they are declared: they tell jobs that ended well from servers that ended
 */
export function stateOfContainer(container: Container, owner?: Owner): ServiceState {
  switch (container.state) {
    case 'running':
      return container.health ?? 'running';
    case 'paused':
      return 'paused';
    case 'restarting':
      return 'restarting';
    case 'created':
      return container.details?.error ? 'failed' : 'created';
    case 'dead':
    case 'removing':
      return 'failed';
    default:
      break;
  }
  if (container.details?.oomKilled) return 'failed';
  if (container.exitCode === 0 && owner !== undefined && isJob(owner)) return 'finished';
  return stopCodes.has(container.exitCode) ? 'stopped' : 'failed';
}

interface Owner {
  readonly project: Project;
  readonly service: Service;
}

/** True for a service whose successful end another service waits for. */
export function isAwaited({ project, service }: Owner): boolean {
  return [...project.services.values()].some((other) =>
    other.dependsOn.some((it) => it.service === service.name && it.condition === 'service_completed_successfully'),
  );
}

/** True for a service that may well be meant to end: nothing says that it stays up (restart policy, port, health check). */
export function isJob(owner: Owner): boolean {
  const { service } = owner;
  const staysUp = service.restart !== undefined && service.restart.value !== 'no';
  return isAwaited(owner) || (!staysUp && service.ports.length === 0 && service.healthcheck === undefined);
}

/** The state of a service, by those of its containers. */
export function stateOfService(options: {
  readonly states: readonly ServiceState[];
  readonly project?: Project | undefined;
  readonly service?: Service | undefined;
}): ServiceState {
  const { states, project, service } = options;
  const wanted = service === undefined ? states.length : wantedContainers(service);
  if (states.length === 0) {
    const isOff = service !== undefined && (wanted === 0 || project?.disabledServices.has(service.name) === true);
    return isOff ? 'off' : 'missing';
  }
  const worst = serviceStates.find((state) => states.includes(state)) ?? 'unknown';
  const up = states.filter(isFine).length;
  if (up > 0 && up < wanted && worst !== 'failed' && worst !== 'unhealthy' && worst !== 'restarting') return 'partly';
  return worst;
}
