import type { Container, ContainerConfig, PublishedPort } from './container.ts';
import { isAnonymousName } from './read-engine.ts';

/** A service as it ran. */
export interface PreviousService {
  readonly service: string;
  /** With details; all but their number comes from the first. */
  readonly containers: readonly Container[];
  /** The name under which the image that ran is kept. */
  readonly image: string;
  /** The name that it ran under, when that is another one. */
  readonly reference?: string | undefined;
}

/** On a container that runs under a kept image's name: the name that the image had. It tells what the image is. */
export const imageLabel = 'dev.holdfast.image';

/**
 * A Compose file that makes services again exactly as they ran, written from their containers alone. It needs no earlier
 * version of the project's files and no build: the images, the volumes (the anonymous ones, too) and the networks are the
 * ones that exist.
 *
 * @returns the document's text (JSON, which is YAML), without those of whose containers nothing is known; undefined when
 *   none is left
 */
export function previousConfiguration(services: readonly PreviousService[]): string | undefined {
  const volumes = new Map<string, string>();
  const networks = new Map<string, string>();
  const owners = new Map(services.flatMap(({ service, containers }) => containers.map(({ id }) => [id, service])));
  const definitions: Record<string, unknown> = {};
  for (const previous of services) {
    const config = previous.containers[0]?.details?.config;
    if (config !== undefined) {
      definitions[previous.service] = definitionOf({ previous, config, owners, volumes, networks });
    }
  }
  if (Object.keys(definitions).length === 0) return undefined;
  const external = (names: ReadonlyMap<string, string>) =>
    Object.fromEntries([...names].map(([name, key]) => [key, { name, external: true }]));
  const document = { services: definitions, volumes: external(volumes), networks: external(networks) };
  return `${JSON.stringify(escapeDollars(document), undefined, 2)}\n`;
}

interface DefinitionOptions {
  readonly previous: PreviousService;
  readonly config: ContainerConfig;
  /** The service of each container, by its id. */
  readonly owners: ReadonlyMap<string, string>;
  /** Keys in the document by the engine's names; new ones are added. */
  readonly volumes: Map<string, string>;
  readonly networks: Map<string, string>;
}

function definitionOf({ previous, config, owners, volumes, networks }: DefinitionOptions): Record<string, unknown> {
  const { service, containers, image, reference = image } = previous;
  const container = containers[0] as Container;
  const mounts = container.mounts
    .filter((mount) => mount.type !== 'tmpfs')
    .map(({ type, source, target, name = '', writable }) => {
      const options = { target, read_only: !writable };
      if (type !== 'volume') return { type, source, ...options };
      return { type, source: keyOf(volumes, name, isAnonymousName(name) ? 'anonymous' : 'volume'), ...options };
    });
  const named = !isComposeName(container, service);
  const attached = networksOf(container, config, networks);
  const shared = (mode: string) => {
    const owner = owners.get(mode.slice('container:'.length));
    return owner === undefined ? mode : `service:${owner}`;
  };
  return {
    ...plainSettings(config),
    image,
    ...(named && containers.length === 1 && { container_name: container.name }),
    ...(containers.length > 1 && { scale: containers.length }),
    labels: { ...ownLabels(container), ...(reference !== image && { [imageLabel]: reference }) },
    volumes: mounts,
    ...(attached === undefined ? { network_mode: shared(config.networkMode) } : { networks: attached }),
  };
}

function keyOf(keys: Map<string, string>, name: string, kind: string): string {
  const key = keys.get(name) ?? `${kind}${keys.size}`;
  keys.set(name, key);
  return key;
}

function plainSettings(config: ContainerConfig): Record<string, unknown> {
  const check = config.healthcheck;
  const settings: Record<string, unknown> = {
    environment: config.environment,
    entrypoint: config.entrypoint,
    command: config.command,
    user: config.user,
    working_dir: config.workingDirectory,
    // The engine's default host name is the beginning of the old container's id.
    hostname: /^[0-9a-f]{12}$/.test(config.hostname) ? '' : config.hostname,
    tty: config.tty,
    init: config.init,
    restart: config.restartPolicy === 'no' ? '' : config.restartPolicy,
    privileged: config.privileged,
    read_only: config.readOnly,
    mem_limit: config.memoryLimit,
    cpus: config.nanoCpus / 1e9,
    shm_size: config.sharedMemory,
    cap_add: config.capAdd,
    cap_drop: config.capDrop,
    extra_hosts: config.extraHosts,
    dns: config.dns,
    dns_search: config.dnsSearch,
    security_opt: config.securityOptions,
    sysctls: config.sysctls,
    group_add: config.extraGroups,
    stop_signal: config.stopSignal,
    stop_grace_period: config.stopTimeout === undefined ? '' : `${config.stopTimeout}s`,
    pid: /^(?:|container:.*)$/.test(config.pidMode) ? '' : config.pidMode,
    ipc: /^(?:|private|shareable|container:.*)$/.test(config.ipcMode) ? '' : config.ipcMode,
    devices: config.devices.map(({ host, container, permissions }) => `${host}:${container}:${permissions}`),
    ulimits: Object.fromEntries(config.ulimits.map(({ name, soft, hard }) => [name, { soft, hard }])),
    tmpfs: Object.entries(config.tmpfs).map(([path, options]) => (options === '' ? path : `${path}:${options}`)),
    ports: config.portBindings.map(portText),
    logging: config.logging.driver === '' ? undefined : config.logging,
  };
  const kept = Object.entries(settings).filter(([, value]) => !isEmpty(value));
  const healthcheck = check && {
    test: check.test,
    ...(check.interval > 0 && { interval: `${check.interval}ns` }),
    ...(check.timeout > 0 && { timeout: `${check.timeout}ns` }),
    ...(check.startPeriod > 0 && { start_period: `${check.startPeriod}ns` }),
    ...(check.retries > 0 && { retries: check.retries }),
  };
  return { ...Object.fromEntries(kept), ...(healthcheck && healthcheck.test.length > 0 && { healthcheck }) };
}

function networksOf(container: Container, config: ContainerConfig, networks: Map<string, string>) {
  if (/^(?:host|none|container:.*|service:.*)$/.test(config.networkMode)) return undefined;
  return Object.fromEntries(
    Object.entries(config.networkAliases).map(([name, names]) => {
      const aliases = names.filter(
        (alias) => !container.id.startsWith(alias) && alias !== container.compose?.service && alias !== container.name,
      );
      return [keyOf(networks, name, 'network'), aliases.length > 0 ? { aliases } : null];
    }),
  );
}

function ownLabels(container: Container): Record<string, string> {
  return Object.fromEntries(
    Object.entries(container.labels).filter(([name]) => !name.startsWith('com.docker.compose.') && name !== imageLabel),
  );
}

function isComposeName({ name, compose }: Container, service: string): boolean {
  return (
    name === `${compose?.project}-${service}-${compose?.number}` ||
    name === `${compose?.project}_${service}_${compose?.number}`
  );
}

function portText({ hostIp, hostPort, containerPort, protocol }: PublishedPort): string {
  const address = hostIp === '' ? '' : `${hostIp.includes(':') ? `[${hostIp}]` : hostIp}:`;
  const host = hostPort === 0 ? '' : `${hostPort}:`;
  return `${address}${host}${containerPort}/${protocol}`;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === false || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** Compose would take `$` for the start of a variable. */
function escapeDollars(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, escapeDollars(item)]));
}
