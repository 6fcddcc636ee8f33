import type Docker from 'dockerode';
import { readSwarm, type Swarm } from '../../core/stack/swarm.ts';
import { get } from './plain-request.ts';

/** Nodes, services and tasks in three requests; undefined when the engine answers that it is no manager. */
export async function askSwarm(docker: Docker, signal: AbortSignal): Promise<Swarm | undefined> {
  const read = (path: string) => get(docker, path, signal);
  try {
    const [nodes, services, tasks] = await Promise.all([read('/nodes'), read('/services'), read('/tasks')]);
    return readSwarm({ nodes, services, tasks });
  } catch (error) {
    // 503: no swarm, or no manager; 406: the same in old versions; 404: an engine that knows no swarms.
    const status = (error as { readonly statusCode?: number }).statusCode;
    if (status === 503 || status === 406 || status === 404) return undefined;
    throw error;
  }
}
