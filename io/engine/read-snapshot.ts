import type { Project } from '../../core/project/project.ts';
import type { Container, ImageDetails } from '../../core/stack/container.ts';
import { imageReference } from '../../core/stack/declared.ts';
import { type EngineSnapshot, emptySnapshot } from '../../core/stack/snapshot.ts';
import type { CallOptions } from './call-options.ts';
import type { Engine, Inspection } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { runLimited } from './run-limited.ts';

const atOnce = 8;

/**
 * One picture of an engine, for those who do not watch it: everything listed, and the containers and images of the given
 * projects inspected. With `swarm` its services and nodes, too, where the engine is a manager.
 *
 * @throws EngineError
 */
export async function readSnapshot(
  engine: Engine,
  projects: readonly Project[],
  options: CallOptions & { readonly swarm?: boolean } = {},
): Promise<EngineSnapshot> {
  const [containers, volumes, networks] = await Promise.all([
    engine.containers(options),
    engine.volumes(options),
    engine.networks(options),
  ]);
  const byId = new Map(containers.map((container) => [container.id, container]));
  const wishes = wishesOf(projects, byId.values());
  const images = new Map<string, ImageDetails | null>();
  await runLimited(wishes.containers, atOnce, async (id) => {
    const found = await unlessGone(engine.inspect(id, options));
    const container = byId.get(id);
    if (found === undefined || container === undefined) return;
    byId.set(id, withDetails(ended(container, found), found));
  });
  await runLimited(wishes.images, atOnce, async (name) => {
    images.set(name, (await engine.image(name, options)) ?? null);
  });
  const swarm = options.swarm ? await engine.swarm(options) : undefined;
  return {
    ...emptySnapshot({ kind: 'connected', engine: engine.endpoint.label, version: engine.version }),
    containers: byId,
    volumes: new Map(volumes.map((volume) => [volume.name, volume])),
    networks: new Map(networks.map((network) => [network.name, network])),
    images,
    ...(swarm && { swarm }),
    at: Date.now(),
  };
}

/**
 * A container that the list still had running, and its inspection tells to have ended: engines know of an end in an inspection
 * first.
 */
function ended(container: Container, { state, exitCode }: Inspection): Container {
  if (container.state !== 'running' || (state !== 'exited' && state !== 'dead')) return container;
  return { ...container, state, status: `Exited (${exitCode})`, exitCode, health: undefined, ports: [] };
}

/** A listed container with what its inspection says; the list's own word stands where both speak. */
export function withDetails(container: Container, { mounts, state: _, ...details }: Inspection): Container {
  const health = container.health ?? (container.state === 'running' ? details.health?.status : undefined);
  const networkMode = container.networkMode || details.config.networkMode;
  return { ...container, details, mounts, networkMode, ...(health && { health }) };
}

/** What has to be inspected to say all there is to say of these projects: their containers, and their images now and then. */
export function wishesOf(
  projects: readonly Project[],
  containers: Iterable<Container>,
): { readonly containers: ReadonlySet<string>; readonly images: ReadonlySet<string> } {
  const names = new Set(projects.map((project) => project.name));
  const ids = new Set<string>();
  const images = new Set<string>();
  for (const container of containers) {
    if (container.compose === undefined || !names.has(container.compose.project)) continue;
    ids.add(container.id);
    if (container.imageId !== '') images.add(container.imageId);
  }
  for (const project of projects) {
    for (const service of project.services.values()) images.add(imageReference(project, service));
  }
  return { containers: ids, images };
}

async function unlessGone<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof EngineError && error.reason === 'not-found') return undefined;
    throw error;
  }
}
