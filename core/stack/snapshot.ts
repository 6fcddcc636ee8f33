import type { Container, ImageDetails } from './container.ts';
import type { Swarm } from './swarm.ts';

/** Everything known of one engine at one moment. Values are replaced, never changed. */
export interface EngineSnapshot {
  readonly state: EngineState;
  /** By id. Empty while nothing was heard; the last known ones while the engine is away. */
  readonly containers: ReadonlyMap<string, Container>;
  /** By name. */
  readonly volumes: ReadonlyMap<string, EngineVolume>;
  /** By name. */
  readonly networks: ReadonlyMap<string, EngineNetwork>;
  /** Images that somebody asked for, by the id or reference asked for; null: the engine has no such image. */
  readonly images: ReadonlyMap<string, ImageDetails | null>;
  /** Undefined where the engine is no manager of a swarm. */
  readonly swarm?: Swarm | undefined;
  /** Milliseconds since the epoch at which the containers were listed; 0: never. */
  readonly at: number;
}

export type EngineState =
  | { readonly kind: 'none' }
  | { readonly kind: 'connecting'; readonly engine: string }
  | { readonly kind: 'connected'; readonly engine: string; readonly version: EngineVersion }
  | { readonly kind: 'unreachable'; readonly engine: string; readonly reason: EngineFailure; readonly message: string };

/** Why a call to an engine failed. Never found out from a message's words. */
export type EngineFailure =
  | 'not-running'
  | 'no-permission'
  | 'host-unknown'
  | 'connection-lost'
  | 'tls'
  | 'ssh'
  | 'too-old'
  | 'timeout'
  | 'aborted'
  | 'not-found'
  | 'conflict'
  | 'refused'
  | 'engine-error'
  | 'bad-endpoint';

export interface EngineVersion {
  /** `20.10.24`. */
  readonly version: string;
  /** The API version that is spoken with it, `1.41`. */
  readonly api: string;
  readonly product: 'docker' | 'podman';
}

export interface EngineVolume {
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly anonymous: boolean;
  readonly mountpoint: string;
  /** ISO 8601. */
  readonly created?: string | undefined;
  /** What it was made with for its driver; undefined where the engine does not say. */
  readonly options?: Readonly<Record<string, string>> | undefined;
}

export interface EngineNetwork {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly labels: Readonly<Record<string, string>>;
  /** What it was made with; undefined where the engine does not say. */
  readonly internal?: boolean | undefined;
  /** Its address ranges as the engine writes them: `172.20.0.0/16`. */
  readonly subnets?: readonly EngineSubnet[] | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
}

export interface EngineSubnet {
  readonly subnet: string;
  readonly gateway?: string | undefined;
}

/** The snapshot before anything is known. */
export function emptySnapshot(state: EngineState): EngineSnapshot {
  return { state, containers: new Map(), volumes: new Map(), networks: new Map(), images: new Map(), at: 0 };
}
