import type { Container, ContainerConfig, PublishedPort } from './container.ts';
import { isAnonymousName } from './read-engine.ts';

/**
 * A Compose file that makes a service again exactly as it ran, written from its container alone. It needs no earlier
 * version of the project's files and no build: the image, the volumes (the anonymous ones, too) and the networks are the
 * ones that exist.
 *
 * @param containers the service's containers, with details; all but their number comes from the first
 * @param image the name under which the old image is kept
 * @returns the document's text (JSON, which is YAML), or undefined when nothing is known of the containers
 */
export function previousConfiguration(options: {
  readonly service: string;
  readonly containers: readonly Container[];
  readonly image: string;
}): string | undefined {
  const { service, containers, image } = options;
  const [container] = containers;
  const config = container?.details?.config;
  if (container === undefined || config === undefined) return undefined;
  const volumes = new Map<string, string>();
  const mounts = container.mounts
    .filter((mount) => mount.type !== 'tmpfs')
    .map((mount) => {
      const readOnly = !mount.writable;
      if (mount.type !== 'volume')
        return { type: mount.type, source: mount.source, target: mount.target, read_only: readOnly };
      const key = volumeKey(mount.name ?? '', volumes.size);
      volumes.set(key, mount.name ?? '');
      return { type: 'volume', source: key, target: mount.target, read_only: readOnly };
    });
  const named = !isComposeName(container, service);
  const networks = networksOf(container, config);
  const definition = {
    ...plainSettings(config),
    image,
    ...(named && containers.length === 1 && { container_name: container.name }),
    ...(containers.length > 1 && { scale: containers.length }),
    labels: ownLabels(container),
    volumes: mounts,
    ...(networks === undefined ? { network_mode: config.networkMode } : { networks: networks.attached }),
  };
  return `${JSON.stringify(
    escapeDollars({
      services: { [service]: definition },
      volumes: Object.fromEntries([...volumes].map(([key, name]) => [key, { name, external: true }])),
      networks: Object.fromEntries((networks?.keys ?? []).map(([key, name]) => [key, { name, external: true }])),
    }),
    undefined,
    2,
  )}\n`;
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

function networksOf(container: Container, config: ContainerConfig) {
  if (/^(?:host|none|container:.*|service:.*)$/.test(config.networkMode)) return undefined;
  const names = Object.keys(config.networkAliases);
  const keys = names.map((name, index) => [`network${index}`, name] as const);
  const attached = Object.fromEntries(
    keys.map(([key, name]) => {
      const aliases = (config.networkAliases[name] ?? []).filter(
        (alias) => !container.id.startsWith(alias) && alias !== container.compose?.service && alias !== container.name,
      );
      return [key, aliases.length > 0 ? { aliases } : null];
    }),
  );
  return { keys, attached };
}

function ownLabels(container: Container): Record<string, string> {
  return Object.fromEntries(
    Object.entries(container.labels).filter(([name]) => !name.startsWith('com.docker.compose.')),
  );
}

function volumeKey(name: string, index: number): string {
  return isAnonymousName(name) ? `anonymous${index}` : `volume${index}`;
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
