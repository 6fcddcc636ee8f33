import type Docker from 'dockerode';
import type { Health } from '../../core/stack/container.ts';
import { type PodmanFacts, readPodmanFacts } from '../../core/stack/read-podman.ts';
import { get } from './plain-request.ts';

/** Asks Podman's own API, with the same filters as the Docker one, for what only it tells of containers. */
export async function podmanFacts(
  podman: Docker,
  filters: Readonly<Record<string, readonly string[]>>,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, PodmanFacts>> {
  const query = new URLSearchParams({ all: 'true', filters: JSON.stringify(filters) });
  return readPodmanFacts(await get(podman, `/libpod/containers/json?${query}`, signal));
}

/** The health of the running containers that have a check. */
export async function podmanHealth(podman: Docker, signal: AbortSignal): Promise<ReadonlyMap<string, Health>> {
  const running = await podmanFacts(podman, { status: ['running'] }, signal);
  return new Map([...running].flatMap(([id, { health }]) => (health === undefined ? [] : [[id, health] as const])));
}
