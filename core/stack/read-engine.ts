import { isRecord } from '../text/record.ts';
import type {
  ComposeOrigin,
  Container,
  ContainerConfig,
  ContainerDetails,
  ContainerMount,
  ContainerState,
  Health,
  ImageDetails,
  PublishedPort,
} from './container.ts';
import type { EngineNetwork, EngineSubnet, EngineVolume } from './snapshot.ts';

// The engine's own JSON: any field may be absent or null, and each version has its own ideas, so all is read with care.
type Json = unknown;

/** Reads one entry of `GET /containers/json`. API below 1.52 has no Health there, so it is read from the status text. */
export function readContainer(json: Json): Container {
  const raw = record(json);
  const labels = stringRecord(raw.Labels);
  const status = text(raw.Status);
  const state = readState(raw.State);
  const networks = record(record(raw.NetworkSettings).Networks);
  const addresses = Object.values(networks)
    .flatMap((network) => [text(record(network).IPAddress), text(record(network).GlobalIPv6Address)])
    .filter((address) => address !== '');
  return {
    id: text(raw.Id),
    name: nameOf(list(raw.Names).map(text)),
    image: text(raw.Image),
    imageId: text(raw.ImageID),
    state,
    status,
    created: number(raw.Created),
    health: readHealth(record(raw.Health).Status, status),
    exitCode: exitCodeOf(status),
    labels,
    compose: composeOrigin(labels),
    // Podman lists the ports of containers, too, that do not run and so hold none.
    ports: state === 'running' || state === 'paused' ? readPorts(raw.Ports) : [],
    mounts: list(raw.Mounts).map(readMount),
    networks: Object.keys(networks),
    ...(addresses.length > 0 && { addresses }),
    networkMode: text(record(raw.HostConfig).NetworkMode),
  };
}

/** Reads `GET /containers/ID/json`. */
export function readDetails(json: Json): ContainerDetails {
  const raw = record(json);
  const state = record(raw.State);
  const health = state.Health === undefined || state.Health === null ? undefined : record(state.Health);
  return {
    restartCount: number(raw.RestartCount),
    oomKilled: state.OOMKilled === true,
    exitCode: number(state.ExitCode),
    error: text(state.Error),
    startedAt: time(state.StartedAt),
    finishedAt: time(state.FinishedAt),
    pid: number(state.Pid),
    health:
      health === undefined || !isHealth(text(health.Status))
        ? undefined
        : {
            status: text(health.Status) as Health,
            failingStreak: number(health.FailingStreak),
            log: list(health.Log).map((entry) => {
              const probe = record(entry);
              return { exitCode: number(probe.ExitCode), output: text(probe.Output), end: text(probe.End) };
            }),
          },
    config: readConfig(raw),
  };
}

/** The state in `GET /containers/ID/json`; undefined when it does not say. */
export function readInspectedState(json: Json): ContainerState | undefined {
  const status = record(record(json).State).Status;
  return text(status) === '' ? undefined : readState(status);
}

function readConfig(raw: Readonly<Record<string, Json>>): ContainerConfig {
  const config = record(raw.Config);
  const host = record(raw.HostConfig);
  const check = config.Healthcheck ? record(config.Healthcheck) : undefined;
  const policy = record(host.RestartPolicy);
  const limit = number(policy.MaximumRetryCount);
  const networks = Object.entries(record(record(raw.NetworkSettings).Networks));
  return {
    image: text(config.Image),
    environment: list(config.Env).map(text),
    command: words(config.Cmd),
    entrypoint: words(config.Entrypoint),
    user: text(config.User),
    workingDirectory: text(config.WorkingDir),
    hostname: text(config.Hostname),
    tty: config.Tty === true,
    healthcheck: check && {
      test: list(check.Test).map(text),
      interval: number(check.Interval),
      timeout: number(check.Timeout),
      startPeriod: number(check.StartPeriod),
      retries: number(check.Retries),
    },
    portBindings: readBindings(host.PortBindings),
    restartPolicy: (text(policy.Name) || 'no') + (limit > 0 ? `:${limit}` : ''),
    networkMode: text(host.NetworkMode),
    privileged: host.Privileged === true,
    readOnly: host.ReadonlyRootfs === true,
    memoryLimit: number(host.Memory),
    nanoCpus: number(host.NanoCpus),
    capAdd: list(host.CapAdd).map(text),
    capDrop: list(host.CapDrop).map(text),
    extraHosts: list(host.ExtraHosts).map(text),
    tmpfs: stringRecord(host.Tmpfs),
    networkAliases: Object.fromEntries(
      networks.map(([name, network]) => [name, list(record(network).Aliases).map(text)]),
    ),
    stopTimeout: typeof config.StopTimeout === 'number' ? config.StopTimeout : undefined,
    init: host.Init === true,
    stopSignal: text(config.StopSignal),
    sharedMemory: number(host.ShmSize),
    devices: list(host.Devices)
      .map(record)
      .map((device) => ({
        host: text(device.PathOnHost),
        container: text(device.PathInContainer),
        permissions: text(device.CgroupPermissions),
      })),
    ulimits: list(host.Ulimits)
      .map(record)
      .map((limit) => ({ name: text(limit.Name), soft: number(limit.Soft), hard: number(limit.Hard) })),
    dns: list(host.Dns).map(text),
    dnsSearch: list(host.DnsSearch).map(text),
    securityOptions: list(host.SecurityOpt).map(text),
    sysctls: stringRecord(host.Sysctls),
    extraGroups: list(host.GroupAdd).map(text),
    pidMode: text(host.PidMode),
    ipcMode: text(host.IpcMode),
    logging: {
      driver: text(record(host.LogConfig).Type),
      options: stringRecord(record(host.LogConfig).Config),
    },
  };
}

/** Reads `GET /images/NAME/json`. */
export function readImage(json: Json): ImageDetails {
  const raw = record(json);
  const config = record(raw.Config);
  const test = list(record(config.Healthcheck).Test).map(text);
  return {
    id: text(raw.Id),
    tags: list(raw.RepoTags).map(text),
    environment: list(config.Env).map(text),
    command: words(config.Cmd),
    entrypoint: words(config.Entrypoint),
    user: text(config.User),
    workingDirectory: text(config.WorkingDir),
    volumes: Object.keys(record(config.Volumes)),
    exposedPorts: Object.keys(record(config.ExposedPorts)),
    hasHealthcheck: test.length > 0 && test[0] !== 'NONE',
    architecture: text(raw.Architecture),
  };
}

/** Reads one entry of `GET /volumes`. Old engines do not label anonymous volumes; their names are 64 hexadecimal digits. */
export function readVolume(json: Json): EngineVolume {
  const raw = record(json);
  const labels = stringRecord(raw.Labels);
  const name = text(raw.Name);
  const labelled = 'com.docker.volume.anonymous' in labels;
  return {
    name,
    driver: text(raw.Driver),
    labels,
    anonymous: labelled || (isAnonymousName(name) && !('com.docker.compose.volume' in labels)),
    mountpoint: text(raw.Mountpoint),
    created: time(raw.CreatedAt),
    ...('Options' in raw && { options: stringRecord(raw.Options) }),
  };
}

/** Reads the volumes of `GET /system/df`: bytes by name, -1 where the engine does not know. */
export function readVolumeSizes(items: readonly Json[]): ReadonlyMap<string, number> {
  return new Map(
    items.map(record).map((item) => {
      const { Size: size } = record(item.UsageData);
      return [text(item.Name), typeof size === 'number' ? size : -1];
    }),
  );
}

/** True for the names that engines give to volumes nobody named. */
export function isAnonymousName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** Reads one entry of `GET /networks`. */
export function readNetwork(json: Json): EngineNetwork {
  const raw = record(json);
  return {
    id: text(raw.Id),
    name: text(raw.Name),
    driver: text(raw.Driver),
    labels: stringRecord(raw.Labels),
    ...(typeof raw.Internal === 'boolean' && { internal: raw.Internal }),
    ...('IPAM' in raw && { subnets: list(record(raw.IPAM).Config).map(readSubnet) }),
    ...('Options' in raw && { options: stringRecord(raw.Options) }),
  };
}

function readSubnet(json: Json): EngineSubnet {
  const raw = record(json);
  const gateway = text(raw.Gateway);
  return { subnet: text(raw.Subnet), ...(gateway !== '' && { gateway }) };
}

/** Podman has more states than Docker; each is the one of Docker's that means the same to a person. */
function readState(json: Json): ContainerState {
  const state = text(json).toLowerCase();
  return podmanStates.get(state) ?? (state as ContainerState);
}

const podmanStates: ReadonlyMap<string, ContainerState> = new Map([
  ['configured', 'created'],
  ['initialized', 'created'],
  ['stopped', 'exited'],
  ['stopping', 'running'],
  ['unknown', 'dead'],
]);

function nameOf(names: readonly string[]): string {
  // A linked container has further names of the form /OTHER/ALIAS.
  const own = names.find((name) => !name.slice(1).includes('/')) ?? names[0] ?? '';
  return own.replace(/^\//, '');
}

function readHealth(field: Json, status: string): Health | undefined {
  const given = text(field).toLowerCase();
  if (isHealth(given)) return given;
  if (status.includes('(healthy)')) return 'healthy';
  if (status.includes('(unhealthy)')) return 'unhealthy';
  return /\((?:health: )?starting\)/.test(status) ? 'starting' : undefined;
}

function isHealth(value: string): value is Health {
  return value === 'healthy' || value === 'unhealthy' || value === 'starting';
}

function exitCodeOf(status: string): number | undefined {
  const match = /^(?:Exited|Restarting) \((-?\d+)\)/.exec(status);
  return match ? Number(match[1]) : undefined;
}

function composeOrigin(labels: Readonly<Record<string, string>>): ComposeOrigin | undefined {
  const label = (name: string) => labels[`com.docker.compose.${name}`] ?? labels[`io.podman.compose.${name}`];
  const project = label('project');
  const service = label('service');
  if (project === undefined || service === undefined) return undefined;
  return {
    project,
    service,
    number: Number(label('container-number') ?? 1) || 1,
    oneOff: label('oneoff')?.toLowerCase() === 'true',
    workingDirectory: label('project.working_dir'),
    configFiles: (label('project.config_files') ?? '').split(',').filter((file) => file !== ''),
    configHash: label('config-hash'),
  };
}

function readPorts(json: Json): PublishedPort[] {
  const ports = list(json)
    .map(record)
    .filter((port) => number(port.PublicPort) > 0)
    .map((port) => ({
      hostIp: text(port.IP),
      hostPort: number(port.PublicPort),
      containerPort: number(port.PrivatePort),
      protocol: text(port.Type) || 'tcp',
    }));
  return ports.sort((a, b) => a.containerPort - b.containerPort || compareText(a.hostIp, b.hostIp));
}

function readBindings(json: Json): PublishedPort[] {
  const bindings: PublishedPort[] = [];
  for (const [key, hosts] of Object.entries(record(json))) {
    const [port = '', protocol = 'tcp'] = key.split('/');
    for (const host of list(hosts).map(record)) {
      bindings.push({
        hostIp: text(host.HostIp),
        hostPort: Number(text(host.HostPort) || 0),
        containerPort: Number(port),
        protocol,
      });
    }
  }
  return bindings;
}

function readMount(json: Json): ContainerMount {
  const raw = record(json);
  const name = text(raw.Name);
  return {
    type: text(raw.Type) || 'bind',
    name: name === '' ? undefined : name,
    source: text(raw.Source),
    target: text(raw.Destination),
    writable: raw.RW !== false,
  };
}

/** The mounts of an inspected container; a list leaves some of them out on old engines. */
export function readMounts(json: Json): ContainerMount[] {
  return list(record(json).Mounts).map(readMount);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function record(value: Json): Readonly<Record<string, Json>> {
  return isRecord(value) ? value : {};
}

function list(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function words(value: Json): readonly string[] | null {
  return Array.isArray(value) && value.length > 0 ? value.map(text) : null;
}

function text(value: Json): string {
  return typeof value === 'string' ? value : '';
}

function number(value: Json): number {
  return typeof value === 'number' ? value : 0;
}

function time(value: Json): string | undefined {
  const given = text(value);
  return given === '' || given.startsWith('0001-01-01') ? undefined : given;
}

function stringRecord(value: Json): Readonly<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const [key, item] of Object.entries(record(value))) result[key] = text(item);
  return result;
}
