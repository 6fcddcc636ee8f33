import {
  anyNumber,
  either,
  keysOf,
  list,
  named,
  object,
  oneOf,
  oneOfLater,
  orNull,
  pairs,
  scalar,
  text,
  texts,
  toChoices,
  whole,
  written,
} from './build-shape.ts';
import { byteSize } from './grammar/byte-size.ts';
import { duration } from './grammar/duration.ts';
import { deviceCount } from './grammar/service-values.ts';
import type { Key, Shape } from './shape.ts';

const memory = written(byteSize);

/** Keys of a request for devices, below `gpus` and below `deploy.resources.reservations.devices`. */
export function deviceRequestKeys(page: string, anchor: string): Readonly<Record<string, Key>> {
  return keysOf(page, anchor, {
    capabilities: [
      'What the devices must be able to do, such as [gpu]. Without it the request is refused.',
      texts('rejected'),
    ],
    driver: [
      'Driver that provides the devices, such as nvidia.',
      text({ suggestions: toChoices({ nvidia: 'NVIDIA Container Toolkit.', cdi: 'Container Device Interface.' }) }),
    ],
    count: [
      'How many devices: a number, or "all". Excludes device_ids.',
      scalar(['string', 'integer'], { grammar: deviceCount }),
    ],
    device_ids: ['Ids of the very devices. Excludes count.', texts('rejected')],
    options: ['Options for the driver.', pairs('options', 'rejected')],
  });
}

function updateKeys(anchor: 'update_config' | 'rollback_config', what: string) {
  return keysOf('deploy', anchor, {
    parallelism: [`Containers ${what} at a time; 0 means all at once.`, whole],
    delay: ['Wait between two groups of containers.', written(duration)],
    failure_action: [
      'What to do when it fails.',
      oneOfLater('an action', {
        continue: 'Go on.',
        pause: 'Stop where it is.',
        rollback: 'Go back to the former version.',
      }),
    ],
    monitor: ['How long a new container is watched for failure.', written(duration)],
    max_failure_ratio: ['Share of containers that may fail, from 0 to 1.', anyNumber],
    order: [
      'Which comes first.',
      oneOf({
        'stop-first': 'The old container is stopped before the new one is started.',
        'start-first': 'The new container is started first, so both run for a while.',
      }),
    ],
  });
}

const limits = object(
  'limits',
  keysOf('deploy', 'resources', {
    cpus: ['Most CPU time, in cores: 0.5 is half a core.', anyNumber],
    memory: ['Most memory, with a unit, such as 512m. A process that wants more is killed.', memory],
    pids: ['Most processes and threads.', whole],
  }),
);

const reservations = object(
  'reservations',
  keysOf('deploy', 'resources', {
    cpus: ['CPU time in cores that must be free.', anyNumber],
    memory: ['Memory that must be free, with a unit.', memory],
    generic_resources: [
      'Resources that the cluster has declared, by kind and number.',
      list(
        object(
          'a generic resource',
          keysOf('deploy', 'resources', {
            discrete_resource_spec: [
              'A countable resource.',
              object(
                'a countable resource',
                keysOf('deploy', 'resources', {
                  kind: ['Name of the resource.', text()],
                  value: ['How many.', anyNumber],
                }),
              ),
            ],
          }),
        ),
      ),
    ],
    devices: [
      'Devices that the containers need, such as GPUs.',
      list(object('a device request', deviceRequestKeys('deploy', 'devices'), { required: ['capabilities'] })),
    ],
  }),
);

const placement = object(
  'a placement',
  keysOf('deploy', 'placement', {
    constraints: ['Conditions that a node must meet, such as node.labels.disk == ssd.', texts()],
    preferences: [
      'How to spread containers over nodes.',
      list(object('a preference', keysOf('deploy', 'preferences', { spread: ['Node label to spread over.', text()] }))),
    ],
    max_replicas_per_node: ['Most containers of the service on one node.', whole],
  }),
);

/** `deploy`: how many containers, with which resources, and how a cluster places and updates them. */
export const deploy: Shape = orNull(
  object(
    'a deploy section',
    keysOf('deploy', undefined, {
      mode: [
        'How containers are counted.',
        oneOfLater('a mode', {
          replicated: 'As many as "replicas" says.',
          global: 'One on each node.',
          'replicated-job': 'As many runs as "replicas" says, then done.',
          'global-job': 'One run on each node, then done.',
        }),
      ],
      endpoint_mode: [
        'How a cluster lets clients find the containers.',
        oneOfLater('an endpoint mode', {
          vip: 'One virtual address in front of all.',
          dnsrr: 'The name gives the addresses in turn.',
        }),
      ],
      replicas: ['How many containers run at the same time.', whole],
      labels: ['Labels of the service in a cluster, not of its containers.', pairs('labels')],
      rollback_config: [
        'How a cluster goes back when an update fails.',
        object('a rollback', updateKeys('rollback_config', 'rolled back')),
      ],
      update_config: [
        'How a cluster updates the containers.',
        object('an update', updateKeys('update_config', 'updated')),
      ],
      resources: [
        'Limits and reservations of CPU, memory and devices. Compose applies them outside of clusters too.',
        object(
          'resources',
          keysOf('deploy', 'resources', {
            limits: ['What containers may use at most.', limits],
            reservations: ['What must be free for containers to be placed.', reservations],
          }),
        ),
      ],
      restart_policy: [
        'When and how containers that end are started again. Wins over "restart".',
        object(
          'a restart policy',
          keysOf('deploy', 'restart_policy', {
            condition: [
              'When to start again.',
              oneOfLater(
                'a restart condition',
                {
                  none: 'Never.',
                  'on-failure': 'After an exit code other than 0.',
                  any: 'Always.',
                },
                ['no', 'always', 'unless-stopped'],
              ),
            ],
            delay: ['Wait between two starts.', written(duration)],
            max_attempts: ['Starts before giving up; without it, no end.', whole],
            window: ['How long a container must run to count as started.', written(duration)],
          }),
        ),
      ],
      placement: ['Which nodes of a cluster may run the containers.', placement],
    }),
  ),
);

/** `gpus`: "all", or requests. */
export const gpus: Shape = either(
  text({ choices: toChoices({ all: 'Every GPU of the host.' }) }),
  list({
    mapping: { title: 'a GPU request', keys: deviceRequestKeys('services', 'gpus'), extensions: true, open: true },
  }),
);

/** Names with free values, for drivers' options. */
export const driverOptions: Shape = named('driver options', scalar(['string', 'number']));
