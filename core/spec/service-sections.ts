import {
  either,
  flag,
  keysOf,
  list,
  named,
  object,
  oneOf,
  orNull,
  scalar,
  text,
  texts,
  toChoices,
  written,
} from './build-shape.ts';
import { duration } from './grammar/duration.ts';
import { booleanText, integerText } from './grammar/plain.ts';
import { envFileFormat, loggingDriver } from './grammar/service-values.ts';
import { deviceRate } from './limits.ts';
import { namePattern, type Shape } from './shape.ts';

const lasting = (description: string) => [description, written(duration)] as const;

/** Boolean by the schema; a text is turned into one before. */
const castFlag = scalar(['boolean'], { grammar: booleanText, casts: true });

export const healthcheck: Shape = object(
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
      scalar(['number', 'string'], { grammar: integerText, minimum: 0 }),
    ],
    start_period: lasting('Time to start up, in which failed tests do not count.'),
    start_interval: [...lasting('Time between two tests during start_period.'), { since: '2.20.2' }],
    disable: ["Switches the image's own health check off.", flag],
  }),
);

export const dependsOn: Shape = either(
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

export const envFile: Shape = either(
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
            written(envFileFormat, { suggestions: toChoices({ raw: 'No quotes, no variables.' }) }),
            { since: '2.30.0' },
          ],
        }),
        { required: ['path'], extensions: false },
      ),
    ),
  ),
);

export const logging: Shape = object(
  'a logging section',
  keysOf('services', 'logging', {
    driver: [
      'Where the engine sends what the containers print.',
      written(loggingDriver, {
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

export const serviceModels: Shape = either(
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

export const provider: Shape = object(
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

export const blkio: Shape = object(
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
