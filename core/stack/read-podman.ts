import type { Container, ContainerPod, Health } from './container.ts';

/** What Podman's own API says of a container beyond its Docker one. */
export interface PodmanFacts {
  readonly health?: Health | undefined;
  readonly pod?: ContainerPod | undefined;
}

/** Reads `GET /libpod/containers/json`, by container id. `Status` holds the health there, and nothing else. */
export function readPodmanFacts(json: unknown): ReadonlyMap<string, PodmanFacts> {
  const facts = new Map<string, PodmanFacts>();
  for (const one of Array.isArray(json) ? (json as Readonly<Record<string, unknown>>[]) : []) {
    const { Id: id, Status: status, Pod: pod, PodName: name, IsInfra: infra } = one;
    if (typeof id !== 'string') continue;
    facts.set(id, {
      health: status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : undefined,
      pod:
        typeof pod === 'string' && pod !== ''
          ? { id: pod, name: typeof name === 'string' && name !== '' ? name : pod.slice(0, 12), infra: infra === true }
          : undefined,
    });
  }
  return facts;
}

/** A listed container with what Podman's own API adds. */
export function withPodmanFacts(container: Container, facts: PodmanFacts | undefined): Container {
  if (facts === undefined) return container;
  const health = container.state === 'running' ? (container.health ?? facts.health) : undefined;
  return { ...container, ...(health && { health }), ...(facts.pod && { pod: facts.pod }) };
}
