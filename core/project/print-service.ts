import {
  anyDuration,
  anyNumber,
  bool,
  bytes,
  duration,
  flag,
  float,
  type Json,
  list,
  mapOf,
  nullableMap,
  number,
  object,
  type Printer,
  text,
  textMap,
  texts,
  words,
} from './print-fields.ts';
import { child, itemsOf, textOf } from './value.ts';

const hook = object(
  {
    command: words,
    image: text,
    user: text,
    privileged: flag,
    working_dir: text,
    environment: nullableMap,
    per_replica: flag,
  },
  { command: null },
);

const fileGrant = object({ source: text, target: text, uid: text, gid: text, mode: anyNumber });

const ulimits = mapOf((value) =>
  value.kind === 'mapping' ? object({ soft: number, hard: number })(value) : anyNumber(value),
);

const hosts: Printer = (value) => {
  const items = itemsOf(value).map((item) => textOf(item) ?? '');
  return items.length > 0 ? items.sort(byCodePoint) : undefined;
};

const deviceRequests = list(
  object({
    capabilities: texts,
    driver: text,
    count: (value) => (textOf(value) === 'all' ? -1 : number(value)),
    device_ids: texts,
    options: textMap,
  }),
);

const ssh: Printer = (value) => {
  if (value.kind !== 'mapping') return undefined;
  return [...value.entries].map(([id, entry]) => {
    const path = textOf(entry.value);
    return path ? { [id]: path } : id;
  });
};

const build = object({
  context: text,
  dockerfile: text,
  dockerfile_inline: text,
  entitlements: texts,
  args: nullableMap,
  ssh,
  labels: textMap,
  cache_from: texts,
  cache_to: texts,
  no_cache: flag,
  no_cache_filter: texts,
  additional_contexts: textMap,
  pull: flag,
  extra_hosts: hosts,
  isolation: text,
  network: text,
  provenance: text,
  sbom: text,
  target: text,
  secrets: list(fileGrant),
  shm_size: bytes,
  tags: texts,
  ulimits,
  platforms: texts,
  privileged: flag,
});

const throttle: Printer = (value) => ({
  Path: text(child(value, 'path') ?? value) ?? '',
  Rate: bytes(child(value, 'rate') ?? value) ?? '0',
});

const blkio = object({
  weight: number,
  weight_device: list((value) => ({
    Path: text(child(value, 'path') ?? value) ?? '',
    Weight: anyNumber(child(value, 'weight') ?? value) ?? 0,
  })),
  device_read_bps: list(throttle),
  device_read_iops: list(throttle),
  device_write_bps: list(throttle),
  device_write_iops: list(throttle),
});

const update = object({
  parallelism: anyNumber,
  delay: duration,
  failure_action: text,
  monitor: duration,
  max_failure_ratio: float,
  order: text,
});

const resource = object({
  cpus: float,
  memory: bytes,
  pids: number,
  devices: deviceRequests,
  generic_resources: list(object({ discrete_resource_spec: object({ kind: text, value: anyNumber }) })),
});

const deploy = object(
  {
    mode: text,
    replicas: anyNumber,
    labels: textMap,
    update_config: update,
    rollback_config: update,
    resources: object({ limits: resource, reservations: resource }),
    restart_policy: object({ condition: text, delay: anyDuration, max_attempts: anyNumber, window: anyDuration }),
    placement: object({
      constraints: texts,
      preferences: list(object({ spread: text })),
      max_replicas_per_node: number,
    }),
    endpoint_mode: text,
  },
  { resources: {}, placement: {} },
);

const healthcheckTest: Printer = (value) =>
  value.kind === 'scalar' ? ['CMD-SHELL', textOf(value) ?? ''] : texts(value);

const port = object({
  name: text,
  mode: text,
  host_ip: text,
  target: number,
  published: text,
  protocol: text,
  app_protocol: text,
});

const mount = object({
  type: text,
  source: text,
  target: text,
  read_only: flag,
  consistency: text,
  bind: object({ selinux: text, propagation: text, create_host_path: flag, recursive: text }),
  volume: object({ labels: textMap, nocopy: flag, subpath: text }),
  tmpfs: object({ size: bytes, mode: number }),
  image: object({ subpath: text }),
});

const attachment: Printer = (value) =>
  value.kind === 'mapping'
    ? object({
        priority: number,
        gw_priority: number,
        aliases: texts,
        interface_name: text,
        ipv4_address: text,
        ipv6_address: text,
        link_local_ips: texts,
        mac_address: text,
        driver_opts: textMap,
      })(value)
    : null;

const watch = object(
  { path: text, action: text, target: text, exec: hook, include: texts, ignore: texts, initial_sync: flag },
  { exec: { command: null } },
);

/** A service as `docker compose config --format json` prints it; env files and label files go into environment and labels. */
export const printService: Printer = object(
  {
    profiles: texts,
    annotations: textMap,
    attach: bool,
    build,
    develop: object({ watch: list(watch) }),
    blkio_config: blkio,
    cap_add: texts,
    cap_drop: texts,
    cgroup_parent: text,
    cgroup: text,
    cpu_count: number,
    cpu_percent: float,
    cpu_period: number,
    cpu_quota: number,
    cpu_rt_period: number,
    cpu_rt_runtime: number,
    cpus: float,
    cpuset: text,
    cpu_shares: number,
    command: words,
    configs: list(fileGrant),
    container_name: text,
    credential_spec: object({ config: text, file: text, registry: text }),
    depends_on: mapOf(object({ condition: text, restart: flag, required: bool }, { required: false })),
    deploy,
    device_cgroup_rules: texts,
    devices: list(object({ source: text, target: text, permissions: text })),
    dns: texts,
    dns_opt: texts,
    dns_search: texts,
    domainname: text,
    entrypoint: words,
    environment: nullableMap,
    expose: texts,
    external_links: texts,
    extra_hosts: hosts,
    group_add: texts,
    gpus: deviceRequests,
    hostname: text,
    healthcheck: object({
      test: healthcheckTest,
      timeout: anyDuration,
      interval: anyDuration,
      retries: anyNumber,
      start_period: anyDuration,
      start_interval: anyDuration,
      disable: flag,
    }),
    image: text,
    init: bool,
    ipc: text,
    isolation: text,
    labels: textMap,
    links: texts,
    logging: object({ driver: text, options: textMap }),
    mem_limit: bytes,
    mem_reservation: bytes,
    memswap_limit: bytes,
    mem_swappiness: bytes,
    mac_address: text,
    models: mapOf((value) =>
      value.kind === 'mapping' ? object({ endpoint_var: text, model_var: text })(value) : null,
    ),
    network_mode: text,
    networks: mapOf(attachment),
    oom_kill_disable: flag,
    oom_score_adj: number,
    pid: text,
    pids_limit: number,
    platform: text,
    ports: list(port),
    privileged: flag,
    provider: object({
      type: text,
      options: mapOf((value) => (value.kind === 'sequence' ? texts(value) : texts(value))),
    }),
    pull_policy: text,
    read_only: flag,
    restart: text,
    runtime: text,
    scale: anyNumber,
    secrets: list(fileGrant),
    security_opt: texts,
    shm_size: bytes,
    stdin_open: flag,
    stop_grace_period: anyDuration,
    stop_signal: text,
    storage_opt: textMap,
    sysctls: textMap,
    tmpfs: texts,
    tty: flag,
    ulimits,
    use_api_socket: flag,
    user: text,
    userns_mode: text,
    uts: text,
    volumes: list(mount),
    volumes_from: texts,
    working_dir: text,
    pre_start: list(hook),
    post_start: list(hook),
    pre_stop: list(hook),
  },
  { command: null, entrypoint: null } satisfies Record<string, Json>,
);

function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
