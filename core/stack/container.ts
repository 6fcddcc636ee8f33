/** A container as the engine lists it, in one shape for every engine and API version. */
export interface Container {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  /** The image reference that it was created with; an id when the tag moved on. */
  readonly image: string;
  readonly imageId: string;
  readonly state: ContainerState;
  /** The engine's own sentence: `Up 3 minutes (healthy)`, `Exited (137) 2 hours ago`. */
  readonly status: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** Undefined: the container has no health check, or it isn't running. */
  readonly health?: Health | undefined;
  /** Of a container that ended; undefined while it runs and when it was never started. */
  readonly exitCode?: number | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined for a container that Compose did not make. */
  readonly compose?: ComposeOrigin | undefined;
  readonly ports: readonly PublishedPort[];
  readonly mounts: readonly ContainerMount[];
  /** The engine's names of the networks that it is on. */
  readonly networks: readonly string[];
  /** Its addresses in them, while it runs. */
  readonly addresses?: readonly string[] | undefined;
  /** `bridge`, `host`, `none`, `container:ID`, or a network's name. */
  readonly networkMode: string;
  /** The Podman pod that it belongs to. */
  readonly pod?: ContainerPod | undefined;
  /** What only an inspection tells; undefined until somebody asked for it. */
  readonly details?: ContainerDetails | undefined;
}

export interface ContainerPod {
  readonly id: string;
  readonly name: string;
  /** True for the container that only keeps the pod's network open. */
  readonly infra: boolean;
}

export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead';

export type Health = 'starting' | 'healthy' | 'unhealthy';

/** Which project and service made a container, by the labels that Compose writes. */
export interface ComposeOrigin {
  readonly project: string;
  readonly service: string;
  /** 1 for the first container of a service. */
  readonly number: number;
  /** Made by `docker compose run`. */
  readonly oneOff: boolean;
  /** Absolute folder, undefined on engines whose Compose does not say. */
  readonly workingDirectory?: string | undefined;
  readonly configFiles: readonly string[];
  readonly configHash?: string | undefined;
}

export interface PublishedPort {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: string;
}

export interface ContainerMount {
  readonly type: string;
  /** The volume's name, for volumes. */
  readonly name?: string | undefined;
  /** The path on the engine's host. */
  readonly source: string;
  /** The path in the container. */
  readonly target: string;
  readonly writable: boolean;
}

/** What `GET /containers/ID/json` adds. */
export interface ContainerDetails {
  readonly restartCount: number;
  readonly oomKilled: boolean;
  readonly exitCode: number;
  /** Why the engine could not start it; empty when it could. */
  readonly error: string;
  /** ISO 8601, undefined when it was never started. */
  readonly startedAt?: string | undefined;
  readonly finishedAt?: string | undefined;
  /** Id of the process on the engine's host, 0 when it isn't running. */
  readonly pid: number;
  readonly health?: HealthDetails | undefined;
  readonly config: ContainerConfig;
}

export interface HealthDetails {
  readonly status: Health;
  readonly failingStreak: number;
  /** Oldest first; at most five, as the engine keeps them. */
  readonly log: readonly HealthProbe[];
}

export interface HealthProbe {
  /** -1 when the probe itself could not be run. */
  readonly exitCode: number;
  readonly output: string;
  readonly end: string;
}

/** What the container was made from. It never changes during the container's life. */
export interface ContainerConfig {
  readonly image: string;
  /** `NAME=value`, the image's own included. */
  readonly environment: readonly string[];
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly user: string;
  readonly workingDirectory: string;
  readonly hostname: string;
  readonly tty: boolean;
  readonly healthcheck?: HealthcheckConfig | undefined;
  /** `5432/tcp` to the host's addresses. Says what is asked for, also while the container is stopped. */
  readonly portBindings: readonly PublishedPort[];
  /** `no`, `always`, `unless-stopped`, `on-failure`, with `:N` when there is a limit. */
  readonly restartPolicy: string;
  readonly networkMode: string;
  readonly privileged: boolean;
  readonly readOnly: boolean;
  /** Bytes; 0 means no limit. */
  readonly memoryLimit: number;
  /** Billionths of a processor; 0 means no limit. */
  readonly nanoCpus: number;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly extraHosts: readonly string[];
  /** Target to options. */
  readonly tmpfs: Readonly<Record<string, string>>;
  /** Network name to the aliases on it. */
  readonly networkAliases: Readonly<Record<string, readonly string[]>>;
  /** Seconds between the stop signal and the kill; undefined: the engine's ten. */
  readonly stopTimeout?: number | undefined;
  readonly init: boolean;
  readonly stopSignal: string;
  /** Bytes; 0 means the engine's default. */
  readonly sharedMemory: number;
  readonly devices: readonly { readonly host: string; readonly container: string; readonly permissions: string }[];
  readonly ulimits: readonly { readonly name: string; readonly soft: number; readonly hard: number }[];
  readonly dns: readonly string[];
  readonly dnsSearch: readonly string[];
  readonly securityOptions: readonly string[];
  readonly sysctls: Readonly<Record<string, string>>;
  readonly extraGroups: readonly string[];
  readonly pidMode: string;
  readonly ipcMode: string;
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> };
}

/** Durations in nanoseconds, as the engine counts them; 0 means the engine's default. */
export interface HealthcheckConfig {
  readonly test: readonly string[];
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly retries: number;
}

/** The image's own settings, which a container takes over where the project says nothing. */
export interface ImageDetails {
  readonly id: string;
  readonly tags: readonly string[];
  readonly environment: readonly string[];
  readonly command: readonly string[] | null;
  readonly entrypoint: readonly string[] | null;
  readonly user: string;
  readonly workingDirectory: string;
  /** Paths that the image declares as volumes; without a mount each becomes an anonymous volume. */
  readonly volumes: readonly string[];
  readonly exposedPorts: readonly string[];
  readonly hasHealthcheck: boolean;
  readonly architecture: string;
}
