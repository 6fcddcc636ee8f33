import {
  either,
  flag,
  keysOf,
  list,
  named,
  object,
  orNull,
  pairs,
  scalar,
  text,
  texts,
  written,
} from './build-shape.ts';
import { driverOptions } from './deploy.ts';
import { booleanText } from './grammar/plain.ts';
import { volumeName } from './grammar/service-values.ts';
import { subnet } from './grammar/subnet.ts';
import type { Shape } from './shape.ts';

/** What the top-level `networks`, `volumes`, `secrets`, `configs` and `models` hold. */

function external(page: string, open: boolean): Shape {
  const keys = keysOf(page, 'external', {
    name: [
      "The engine's name for it.",
      text(),
      open && page === 'secrets' ? {} : { deprecated: 'Use "name" beside "external: true".' },
    ],
  });
  return either(
    scalar(['boolean', 'string'], { grammar: booleanText }),
    object('an external section', keys, open ? { open } : {}),
  );
}

export const network: Shape = orNull(
  object(
    'a network',
    keysOf('networks', undefined, {
      name: ["The engine's name for the network instead of PROJECT_NAME.", text()],
      driver: ['Network driver, such as bridge or overlay.', text()],
      driver_opts: ['Options for the driver.', driverOptions],
      external: ['The network exists already; Compose neither makes nor removes it.', external('networks', false)],
      internal: ['Cuts the network off from the outside.', flag],
      attachable: ['Lets containers outside of the project join.', flag],
      enable_ipv4: ['With false, the network has no IPv4.', flag, { since: '2.33.1' }],
      enable_ipv6: ['Gives the network IPv6.', flag],
      labels: ['Labels of the network.', pairs('labels')],
      ipam: [
        'How addresses are given out.',
        object(
          'an ipam section',
          keysOf('networks', 'ipam', {
            driver: ['Driver that gives addresses out, instead of the default one.', text()],
            config: [
              'Address ranges.',
              list(
                object(
                  'an address range',
                  keysOf('networks', 'ipam', {
                    subnet: ['The range in CIDR form.', written(subnet)],
                    ip_range: ['Part of the range that containers get addresses from.', written(subnet)],
                    gateway: ['Address of the gateway.', text()],
                    aux_addresses: [
                      'Addresses that are taken by other hosts, by host name.',
                      named('addresses', text()),
                    ],
                  }),
                ),
              ),
            ],
            options: ['Options for the driver.', named('options', text())],
          }),
        ),
      ],
    }),
  ),
);

export const volume: Shape = orNull(
  object(
    'a volume',
    keysOf('volumes', undefined, {
      name: ["The engine's name for the volume instead of PROJECT_NAME.", written(volumeName)],
      driver: ['Volume driver; "local" without it.', text()],
      driver_opts: [
        'Options for the driver. Changing them makes Compose ask to delete and make the volume anew.',
        driverOptions,
      ],
      external: ['The volume exists already; Compose neither makes nor removes it.', external('volumes', false)],
      labels: ['Labels of the volume.', pairs('labels', 'rejected')],
    }),
  ),
);

export const secret: Shape = object(
  'a secret',
  keysOf('secrets', undefined, {
    file: ['File with the secret.', text({ refers: 'file' })],
    environment: [
      'Variable of the environment of Compose with the secret.',
      text({ refers: 'variable' }),
      { since: '2.6.0' },
    ],
    name: ["The engine's name for the secret.", text()],
    external: ['The secret exists already.', external('secrets', true)],
    labels: ['Labels of the secret.', pairs('labels', 'rejected')],
    driver: ['Driver that provides the secret.', text()],
    driver_opts: ['Options for the driver.', driverOptions],
    template_driver: ['Driver that fills the secret in as a template.', text()],
  }),
);

export const config: Shape = object(
  'a config',
  keysOf('configs', undefined, {
    file: ['File with the content.', text({ refers: 'file' })],
    content: ['The content itself; variables are filled in.', text(), { since: '2.23.1' }],
    environment: [
      'Variable of the environment of Compose with the content.',
      text({ refers: 'variable' }),
      { since: '2.23.1' },
    ],
    name: ["The engine's name for the config.", text()],
    external: ['The config exists already.', external('configs', true)],
    labels: ['Labels of the config.', pairs('labels', 'rejected')],
    template_driver: ['Driver that fills the config in as a template.', text()],
  }),
);

export const model: Shape = object(
  'a model',
  keysOf('models', undefined, {
    model: ['Model to run, as the name of an OCI artifact such as ai/smollm2.', text()],
    name: ['A name for the model.', text()],
    context_size: ['Most tokens of context.', scalar(['integer'])],
    runtime_flags: ['Flags for the program that runs the model.', texts()],
  }),
  { required: ['model'] },
);

/** An entry of `include`. */
export const include: Shape = either(
  text({ refers: 'file' }),
  object(
    'an include',
    keysOf('include', 'long-syntax', {
      path: [
        'Compose file, or several that are merged, seen from this one.',
        either(text({ refers: 'file' }), texts('rejected', 'file')),
      ],
      project_directory: [
        "Folder that the included file's relative paths are seen from. Without it, its own.",
        text({ refers: 'folder' }),
      ],
      env_file: [
        'Files with variables for the included file. Without it, .env in its project folder.',
        either(text({ refers: 'file' }), texts('rejected', 'file')),
      ],
    }),
    { extensions: false },
  ),
);
