import type { Container } from './container.ts';
import type { EngineImage } from './engine-image.ts';
import type { EngineNetwork } from './snapshot.ts';

/** A network or an image with those that use it. */
export interface Resource {
  readonly id: string;
  /** A network's name, an image's first tag. */
  readonly name: string;
  /** Other tags of an image. */
  readonly otherNames: readonly string[];
  /** A network's driver; empty for images. */
  readonly driver: string;
  /** Bytes, for images. */
  readonly size?: number | undefined;
  /** The Compose project that made it. */
  readonly project?: string | undefined;
  readonly users: readonly ResourceUser[];
  /** Made by the engine itself, so that it is no leftover though nobody uses it. */
  readonly builtIn: boolean;
}

export interface ResourceUser {
  readonly container: string;
  readonly running: boolean;
}

const builtInNetworks: ReadonlySet<string> = new Set([
  'bridge',
  'host',
  'none',
  'podman',
  'ingress',
  'docker_gwbridge',
]);

/** Networks: those in use first, then by name. */
export function networkUse(networks: Iterable<EngineNetwork>, containers: Iterable<Container>): readonly Resource[] {
  const all = [...containers];
  return [...networks]
    .map((network) => ({
      id: network.id,
      name: network.name,
      otherNames: [],
      driver: network.driver,
      project: network.labels['com.docker.compose.project'],
      users: all.filter((container) => container.networks.includes(network.name)).map(userOf),
      builtIn: builtInNetworks.has(network.name),
    }))
    .sort(compareUse);
}

/** Images: those in use first, then by name. */
export function imageUse(images: Iterable<EngineImage>, containers: Iterable<Container>): readonly Resource[] {
  const all = [...containers];
  return [...images]
    .map((image) => ({
      id: image.id,
      name: image.tags[0] ?? image.id.replace(/^sha256:/, '').slice(0, 12),
      otherNames: image.tags.slice(1),
      driver: '',
      size: image.size,
      project: image.labels['com.docker.compose.project'],
      users: all.filter((container) => container.imageId === image.id).map(userOf),
      builtIn: false,
    }))
    .sort(compareUse);
}

function userOf({ name, state }: Container): ResourceUser {
  return { container: name, running: state === 'running' || state === 'paused' || state === 'restarting' };
}

function compareUse(a: Resource, b: Resource): number {
  const used = Math.sign(b.users.length) - Math.sign(a.users.length);
  return used || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
