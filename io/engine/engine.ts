import type {
  Container,
  ContainerDetails,
  ContainerMount,
  ContainerState,
  Health,
  ImageDetails,
} from '../../core/stack/container.ts';
import type { EngineNetwork, EngineVersion, EngineVolume } from '../../core/stack/snapshot.ts';
import type { Swarm } from '../../core/stack/swarm.ts';
import type { CallOptions } from './call-options.ts';
import type { EngineEndpoint } from './endpoint.ts';
import type { ImageCalls } from './image-calls.ts';
import type { LookCalls } from './look-calls.ts';

export interface ListOptions extends CallOptions {
  readonly ids?: readonly string[] | undefined;
  /** Name of a Compose project. */
  readonly project?: string | undefined;
}

/** An engine that has answered and whose API version is agreed. Holds no open connection between calls. */
export interface Engine extends ImageCalls, LookCalls {
  readonly endpoint: EngineEndpoint;
  readonly version: EngineVersion;
  /** All containers, stopped ones too, in one request; with `ids` or `project` only these, those that are gone left out. */
  containers(options?: ListOptions): Promise<readonly Container[]>;
  inspect(id: string, options?: CallOptions): Promise<Inspection>;
  volumes(options?: CallOptions): Promise<readonly EngineVolume[]>;
  networks(options?: CallOptions): Promise<readonly EngineNetwork[]>;
  /** Undefined when the engine has no such image. */
  image(reference: string, options?: CallOptions): Promise<ImageDetails | undefined>;
  /** Resolves when the engine gives a sign of life. */
  ping(options?: CallOptions): Promise<void>;
  info(options?: CallOptions): Promise<EngineInfo>;
  /** Names of the managed plugins that are switched on. */
  plugins(options?: CallOptions): Promise<readonly string[]>;
  /** Nodes, services and tasks; undefined when the engine is no manager of a swarm. */
  swarm(options?: CallOptions): Promise<Swarm | undefined>;
  /**
   * The health of all containers that have a check, by id. Only there on engines whose event stream may not tell of health
   * (Podman), which therefore have to be asked now and then.
   */
  readonly health?: (options?: CallOptions) => Promise<ReadonlyMap<string, Health>>;
  /** Reads events until the stream ends (resolves), breaks (rejects) or is cancelled (resolves). */
  events(options: EventOptions): Promise<void>;
  /** The last lines that a container wrote, oldest first. */
  logs(
    id: string,
    options: CallOptions & { readonly tail: number; readonly since?: string },
  ): Promise<readonly string[]>;
  start(id: string, options?: CallOptions): Promise<void>;
  /** `grace` is in seconds; undefined: the container's own. */
  stop(id: string, options?: CallOptions & { readonly grace?: number }): Promise<void>;
  restart(id: string, options?: CallOptions & { readonly grace?: number }): Promise<void>;
  /** Removes a stopped container. Its volumes stay, the anonymous ones too. */
  remove(id: string, options?: CallOptions): Promise<void>;
  /** Gives an image a further name, `repository:tag`. */
  tag(image: string, name: string, options?: CallOptions): Promise<void>;
}

export interface Inspection extends ContainerDetails {
  readonly id: string;
  readonly name: string;
  readonly imageId: string;
  /** Undefined when the engine does not say. */
  readonly state?: ContainerState | undefined;
  readonly mounts: readonly ContainerMount[];
}

export interface EngineInfo {
  readonly operatingSystem: string;
  /** Folder on the engine's host. */
  readonly rootDirectory: string;
  /** Bytes. */
  readonly memory: number;
  readonly architecture: string;
  readonly rootless: boolean;
  readonly swarmManager: boolean;
  readonly warnings: readonly string[];
  /** `linux` or `windows`; empty when it does not say. */
  readonly containersOf: string;
  /** What it names itself: built in, and plugins of the old kind that are in use. Managed plugins are not among them. */
  readonly drivers: Readonly<Record<'volume' | 'network' | 'log' | 'runtimes', readonly string[]>>;
}

export interface EventOptions extends CallOptions {
  readonly onEvent: (event: EngineEvent) => void;
  /**
   * Called once the engine has accepted the stream: what happens from now on is heard. `engineTime` is the engine's own clock in
   * milliseconds since the epoch, to the second; undefined when it does not say.
   */
  readonly onOpen?: (engineTime: number | undefined) => void;
  /** Seconds since the epoch; events from then on are repeated first. */
  readonly since?: number | undefined;
  /** Seconds since the epoch; the stream ends there. Undefined: it goes on. */
  readonly until?: number | undefined;
}

export interface EngineEvent {
  readonly type: 'container' | 'volume' | 'network' | 'image' | (string & {});
  /** `start`, `die`, `health_status: unhealthy` … */
  readonly action: string;
  /** The container's id, the volume's name … */
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly time: number;
}
