import { build } from './build.ts';
import {
  anyNumber,
  either,
  flag,
  keysOf,
  list,
  named,
  object,
  oneOf,
  orNull,
  pairs,
  scalar,
  strictFlag,
  text,
  textOrList,
  texts,
  toChoices,
  whole,
  written,
} from './build-shape.ts';
import { deploy, gpus } from './deploy.ts';
import { develop } from './develop.ts';
import { fileGrants } from './file-grant.ts';
import { duration } from './grammar/duration.ts';
import { macAddress } from './grammar/ip-address.ts';
import { booleanText, integerText } from './grammar/plain.ts';
import { exposedPort } from './grammar/port.ts';
import {
  containerName,
  device,
  platform,
  pullPolicy,
  restartPolicy,
  stopSignal,
  volumesFrom,
} from './grammar/service-values.ts';
import { command, hooks, initSteps } from './hooks.ts';
import { bytes, deviceRate, extraHosts, ulimits, wholeBytes } from './limits.ts';
import { serviceMounts } from './service-mounts.ts';
import { networkMode, ports, serviceNetworks } from './service-network.ts';
import { type Key, namePattern, type Shape } from './shape.ts';

const lasting = (description: string) => [description, written(duration)] as const;

/** Boolean by the schema; a text is turned into one before. */
const castFlag = scalar(['boolean'], { grammar: booleanText, casts: true });

const healthcheck: Shape = object(
  'a health check',
  keysOf('services', 'healthcheck', {
    test: [
      'Command that tells health by its exit code: a text run by a shell, or a list beginning with CMD, CMD-SHELL or NONE. It must be in the image.',
      either(text(), texts()),
    ],
    interval: lasting('Time between two tests; 30s without it.'),
    timeout: lasting('A test that takes longer has failed; 30s without it.'),
    retries: [
      'Failed tests in a row that make the container unhealthy; 3 without it.',
      scalar(['number', 'string'], { grammar: integerText }),
    ],
    start_period: lasting('Time to start up, in which failed tests do not count.'),
    start_interval: [...lasting('Time between two tests during start_period.'), { since: '2.20.2' }],
    disable: ["Switches the image's own health check off.", flag],
  }),
);

const dependsOn: Shape = either(
  texts('rejected', 'service'),
  named(
    'dependencies',
    object(
      'a dependency',
      keysOf('services', 'depends_on', {
        condition: [
          'What to wait for before this service is started.',
          oneOf({
            service_started: 'Its container has been started.',
            service_healthy: 'Its health check passes; it must have one.',
            service_completed_successfully: 'It has run to its end with exit code 0.',
          }),
        ],
        restart: ['Restarts this service when Compose updates the dependency.', flag, { since: '2.17.0' }],
        required: ['With false, a missing dependency is a warning only.', castFlag, { since: '2.20.0' }],
      }),
      { required: ['condition'] },
    ),
    { pattern: namePattern, refers: 'service' },
  ),
);

const envFile: Shape = either(
  text({ refers: 'file' }),
  list(
    either(
      text({ refers: 'file' }),
      object(
        'an env_file entry',
        keysOf('services', 'env_file', {
          path: ['File with lines of NAME=value, seen from this Compose file.', text({ refers: 'file' })],
          required: ['With false, the file may be missing.', flag, { since: '2.24.0' }],
          format: [
            'With "raw", values are taken as they are, without quotes and variables.',
            text({ suggestions: toChoices({ raw: 'No quotes, no variables.' }) }),
            { since: '2.30.0' },
          ],
        }),
        { required: ['path'], extensions: false },
      ),
    ),
  ),
);

const logging: Shape = object(
  'a logging section',
  keysOf('services', 'logging', {
    driver: [
      'Where the engine sends what the containers print.',
      text({
        suggestions: toChoices({
          'json-file': "Files of the engine; the engine's default.",
          local: 'Compact files of the engine, with rotation.',
          journald: "The system's journal.",
          syslog: 'A syslog server.',
          none: 'Nowhere.',
        }),
      }),
    ],
    options: [
      'Options for the driver, such as max-size and max-file.',
      named('options', scalar(['string', 'number', 'null'])),
    ],
  }),
);

const serviceModels: Shape = either(
  texts('rejected', 'model'),
  named(
    'models of a service',
    orNull(
      object(
        'a model of a service',
        keysOf('services', 'models', {
          endpoint_var: ["Variable that gets the model's address.", text({ refers: 'variable' })],
          model_var: ["Variable that gets the model's name.", text({ refers: 'variable' })],
        }),
      ),
    ),
    { pattern: namePattern, lenient: true, refers: 'model' },
  ),
);

const provider: Shape = object(
  'a provider',
  keysOf('services', 'provider', {
    type: ['Program that provides the service: a Compose plugin, or a command in the PATH.', text()],
    options: [
      'Options for the program.',
      named('options', either(scalar(['string', 'number', 'boolean']), list(scalar(['string', 'number', 'boolean'])))),
    ],
  }),
  { required: ['type'] },
);

const blkio: Shape = object(
  'a blkio_config section',
  keysOf('services', 'blkio_config', {
    device_read_bps: [
      'Most bytes read per second, by device.',
      deviceRate('a limit', 'rate', 'Bytes per second, as a number or with a unit.'),
    ],
    device_read_iops: ['Most reads per second, by device.', deviceRate('a limit', 'rate', 'Operations per second.')],
    device_write_bps: [
      'Most bytes written per second, by device.',
      deviceRate('a limit', 'rate', 'Bytes per second, as a number or with a unit.'),
    ],
    device_write_iops: ['Most writes per second, by device.', deviceRate('a limit', 'rate', 'Operations per second.')],
    weight: [
      'Share of disk time against other containers, from 10 to 1000.',
      scalar(['integer', 'string'], { grammar: integerText }),
    ],
    weight_device: ['Share of disk time by device.', deviceRate('a weight', 'weight', 'Share, from 10 to 1000.')],
  }),
  { extensions: false },
);

/** What a service runs and how it is made. */
const running = keysOf('services', undefined, {
  image: [
    'Image to start containers from: [REGISTRY/]NAME[:TAG|@DIGEST]. With "build", the name that the built image gets.',
    text({ refers: 'image' }),
  ],
  build: ['How to build the image: a folder with a Dockerfile, or the details.', build],
  provider: [
    'Hands the service to a program outside of the engine, such as a cloud plugin.',
    provider,
    { since: '2.36.0' },
  ],
  platform: ['Platform to run on, as OS/ARCHITECTURE[/VARIANT].', written(platform)],
  pull_policy: [
    'When to pull the image.',
    written(pullPolicy, {
      suggestions: toChoices({
        always: 'Each time.',
        missing: 'When it is not there. This is the default.',
        never: 'Not at all.',
        build: 'Not at all; builds it.',
        daily: 'When the last pull is a day old.',
        weekly: 'When the last pull is a week old.',
      }),
    }),
  ],
  pull_refresh_after: ['Age at which a pulled image is pulled again.', text()],
  command: ["Replaces the image's command (CMD): a text that is split into words, or a list of words.", command],
  entrypoint: ["Replaces the image's entry point (ENTRYPOINT). The image's command is then ignored.", command],
  working_dir: ["Folder in the container that the command runs in, instead of the image's (WORKDIR).", text()],
  user: ["User, and group, that the command runs as, such as 1000:1000, instead of the image's (USER).", text()],
  container_name: [
    'Fixed name of the container instead of PROJECT-SERVICE-1. A service with one cannot have several containers.',
    written(containerName),
  ],
  hostname: ['Host name inside the container.', text()],
  domainname: ['Domain name inside the container.', text()],
  init: ['Runs a small init process that passes signals on and collects ended child processes.', flag],
  stdin_open: ['Keeps standard input open.', flag],
  tty: ['Gives the container a terminal.', flag],
  attach: ['With false, "docker compose up" does not show its output.', flag, { since: '2.20.0' }],
  restart: [
    'Whether a container that ends is started again.',
    written(restartPolicy, {
      suggestions: toChoices({
        no: 'Never. This is the default; quote it.',
        always: 'Always, also after a restart of the engine.',
        'on-failure': 'After an exit code other than 0; on-failure:3 gives up after three times.',
        'unless-stopped': 'Always, unless somebody stopped it.',
      }),
    }),
  ],
  runtime: ['Runtime of the engine to use, such as nvidia or runsc.', text()],
  isolation: ['Isolation technology (Windows).', text()],
  scale: ['How many containers run; the same as deploy.replicas.', whole],
  stop_grace_period: [
    'Time to end after the stop signal before the container is killed; 10s without it.',
    written(duration),
  ],
  stop_signal: ["Signal that asks the container to end, instead of the image's (SIGTERM).", written(stopSignal)],
  profiles: [
    'The service is on only when one of these profiles is. Without any, it is always on.',
    texts('merged', 'profile'),
  ],
  extends: [
    'Takes everything from another service, of this file or another one; what is written here wins.',
    either(
      text({ refers: 'service' }),
      object(
        'an extends section',
        keysOf('services', 'extends', {
          service: ['Service to take from.', text({ refers: 'service' })],
          file: ['Compose file that has it, seen from this one. Without it, this file.', text({ refers: 'file' })],
        }),
        { required: ['service'], extensions: false },
      ),
    ),
  ],
  depends_on: ['Services that are started before this one, and stopped after it.', dependsOn],
  healthcheck: ['How the engine tells whether the container works.', healthcheck],
  pre_start: ['Containers that run to their end, in order, before the service is started.', initSteps],
  post_start: ['Commands that run in the container after it was started.', hooks, { since: '2.30.0' }],
  pre_stop: ['Commands that run in the container before it is stopped.', hooks, { since: '2.30.0' }],
  deploy: ['How many containers, with which resources, and how a cluster handles them.', deploy],
  develop: ['What "docker compose watch" does when files change.', develop, { since: '2.22.0' }],
  models: ['AI models of the top-level "models" that the service uses.', serviceModels, { since: '2.38.0' }],
});

/** What goes into a service: variables, files, labels. */
const inputs = keysOf('services', undefined, {
  environment: [
    'Variables of the container. One without a value takes it from the environment of Compose.',
    pairs('variables'),
  ],
  env_file: ['Files with variables of the container. What "environment" says wins.', envFile],
  labels: ['Labels of the containers, for people and for tools such as Traefik.', pairs('labels')],
  label_file: [
    'Files with labels of the containers.',
    either(text({ refers: 'file' }), list(text({ refers: 'file' }))),
    { since: '2.32.0' },
  ],
  annotations: ['OCI annotations of the containers.', pairs('annotations')],
  volumes: [
    'What is mounted into the containers: SOURCE:TARGET[:OPTIONS], or the details. A target without a source gives an anonymous volume.',
    serviceMounts,
  ],
  volumes_from: [
    'Takes all mounts of another service or container.',
    list(written(volumesFrom, { refers: 'service' }), 'rejected'),
  ],
  tmpfs: ['Paths in the container that are memory; lost when it stops.', textOrList('merged')],
  secrets: ['Secrets the service may read, as files below /run/secrets.', fileGrants('secret', 'services')],
  configs: ['Configuration files that the service gets.', fileGrants('config', 'services')],
  logging: ['Where the output of the containers goes.', logging],
  external_links: ['Containers outside of the project to reach by name.', texts('rejected')],
  links: [
    'Services to reach by another name, as SERVICE[:ALIAS]. On one network they reach each other anyway.',
    texts('merged', 'service'),
  ],
});

const network = keysOf('services', undefined, {
  ports: [
    'Ports that the host opens for the containers: [HOST_IP:][HOST_PORT:]CONTAINER_PORT[/PROTOCOL]. Without an address, the whole network can reach them.',
    ports,
  ],
  expose: [
    'Ports that other containers may expect; nothing is opened.',
    list(scalar(['string', 'number'], { grammar: exposedPort }), 'merged'),
  ],
  networks: ["Networks that the containers are on. Without it, the project's default one.", serviceNetworks],
  network_mode: ['Takes the network of the host, of another service, or none. Excludes "networks".', networkMode],
  dns: ["DNS servers to ask instead of the engine's choice.", textOrList('merged')],
  dns_opt: ['Options for /etc/resolv.conf.', texts('merged')],
  dns_search: ['Domains that short host names are looked up in.', textOrList('merged')],
  extra_hosts: ['Further lines for /etc/hosts, as HOST:ADDRESS; host-gateway stands for the host.', extraHosts],
  mac_address: ['Fixed MAC address.', written(macAddress), { since: '2.23.2' }],
});

const limits = keysOf('services', undefined, {
  cpus: ['Most CPU time, in cores: 0.5 is half a core.', anyNumber],
  cpu_count: [
    'How many CPUs may be used (Windows).',
    scalar(['string', 'integer'], { grammar: integerText, minimum: 0 }),
  ],
  cpu_percent: [
    'Share of the CPUs that may be used (Windows).',
    scalar(['string', 'integer'], { minimum: 0, maximum: 100 }),
  ],
  cpu_shares: ['Weight against other containers when CPUs are short; 1024 without it.', anyInteger()],
  cpu_period: ['Length of a scheduling period in microseconds.', anyInteger()],
  cpu_quota: ['CPU time per period in microseconds.', anyInteger()],
  cpu_rt_period: ['Length of a real-time period in microseconds.', anyInteger()],
  cpu_rt_runtime: ['Real-time CPU time per period in microseconds.', anyInteger()],
  cpuset: ['The very CPUs that may be used: 0-3 or 0,1.', text()],
  mem_limit: ['Most memory, in bytes or with a unit. A process that wants more is killed.', bytes],
  mem_reservation: ['Memory to keep free for it, in bytes or with a unit.', wholeBytes],
  mem_swappiness: [
    'How eagerly memory is swapped out, from 0 to 100.',
    scalar(['integer', 'string'], { grammar: integerText }),
  ],
  memswap_limit: ['Most memory and swap together; -1 is no limit.', bytes],
  shm_size: ['Size of /dev/shm, in bytes or with a unit; 64m without it.', bytes],
  pids_limit: ['Most processes and threads; -1 is no limit.', anyInteger()],
  oom_kill_disable: ['Keeps the kernel from killing it when memory runs out.', flag],
  oom_score_adj: [
    'How likely the kernel is to kill it when memory runs out, from -1000 to 1000.',
    scalar(['string', 'integer'], { grammar: integerText, minimum: -1000, maximum: 1000 }),
  ],
  blkio_config: ['Limits and weights for disks.', blkio],
  storage_opt: [
    'Options of the storage driver, such as size.',
    { mapping: { title: 'storage options', extensions: false, open: true } },
  ],
  ulimits: ['Limits of the operating system, such as nofile and nproc.', ulimits],
  sysctls: ['Kernel parameters for the container.', pairs('parameters')],
  gpus: ['GPUs for the containers: "all", or requests.', gpus, { since: '2.30.0' }],
});

const security = keysOf('services', undefined, {
  privileged: ['Gives all privileges of the host: the container can do whatever root of the host can.', flag],
  read_only: ['Makes the root file system read-only.', flag],
  cap_add: ['Kernel capabilities to add, such as NET_ADMIN.', texts('merged')],
  cap_drop: ['Kernel capabilities to take away; ALL takes every one.', texts('merged')],
  security_opt: ['Security options, such as no-new-privileges:true or apparmor=PROFILE.', texts('rejected')],
  userns_mode: [
    'User namespace; "host" switches remapping off.',
    text({ suggestions: toChoices({ host: 'No remapping of users.' }) }),
  ],
  ipc: [
    'Whose shared memory is used.',
    text({
      suggestions: toChoices({
        shareable: 'Its own, which others may join.',
        private: 'Its own.',
        host: "The host's.",
        'service:': "Another service's.",
      }),
    }),
  ],
  pid: [
    'Whose processes are seen.',
    scalar(['string', 'null'], { suggestions: toChoices({ host: "The host's.", 'service:': "Another service's." }) }),
  ],
  uts: ['Whose host name is used.', text({ suggestions: toChoices({ host: "The host's." }) }), { since: '2.15.1' }],
  cgroup: ['Which control groups are seen.', oneOf({ host: "The host's.", private: 'Its own.' }), { since: '2.15.0' }],
  cgroup_parent: ['Control group to put the container below.', text()],
  group_add: ['Further groups of the user, by name or id.', list(scalar(['string', 'number']), 'rejected')],
  credential_spec: [
    'Credentials of a managed service account (Windows).',
    object(
      'a credential_spec section',
      keysOf('services', 'credential_spec', {
        config: ['Config of the top-level "configs" with the specification.', text({ refers: 'config' })],
        file: ["File with the specification, in the engine's CredentialSpecs folder.", text()],
        registry: ['Registry value with the specification.', text()],
      }),
    ),
  ],
  devices: [
    'Devices of the host: SOURCE[:TARGET[:PERMISSIONS]], a CDI name, or the details.',
    list(
      either(
        written(device),
        object(
          'a device',
          keysOf('services', 'devices', {
            source: ['Path of the device on the host.', text()],
            target: ['Path in the container. Without it, the same.', text()],
            permissions: ['r, w and m (make nodes), or some of them.', text()],
          }),
          { required: ['source'] },
        ),
      ),
      'merged',
    ),
  ],
  device_cgroup_rules: ['Rules for devices, such as "c 1:3 mr".', texts('rejected')],
  use_api_socket: [
    "Gives the container the engine's API and the user's registry credentials.",
    strictFlag,
    { since: '2.37.1' },
  ],
});

/** The schema lets any number pass; Compose reads a whole one. */
function anyInteger(): Shape {
  return scalar(['number', 'string'], { grammar: integerText });
}

export const serviceKeys: Readonly<Record<string, Key>> = { ...running, ...inputs, ...network, ...limits, ...security };

export const service: Shape = object('a service', serviceKeys);
