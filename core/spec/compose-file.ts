import { keysOf, list, named, object, text } from './build-shape.ts';
import { config, include, model, network, secret, volume } from './resources.ts';
import { service } from './service.ts';
import { namePattern, type Shape } from './shape.ts';

const strict = { pattern: namePattern };
const lenient = { pattern: namePattern, lenient: true };

/** A whole Compose file, as of the Compose Specification of July 2026. */
export const composeFile: Shape = object('a Compose file', {
  ...keysOf('version-and-name', 'version-top-level-element-obsolete', {
    version: [
      'Has no meaning any more.',
      text(),
      { deprecated: 'Compose ignores it and always reads files by the newest specification. Remove it.' },
    ],
  }),
  ...keysOf('version-and-name', 'name-top-level-element', {
    name: [
      "Name of the project instead of the folder's. The names of containers, volumes and networks begin with it.",
      text(),
    ],
  }),
  ...keysOf('include', '', {
    include: [
      'Other Compose files that become part of this one, each with its own folder and variables.',
      list(include),
      { since: '2.20.0' },
    ],
  }),
  ...keysOf('services', '', { services: ['What runs, by name.', named('services', service, strict)] }),
  ...keysOf('networks', '', {
    networks: ['Networks that services share, by name.', named('networks', network, lenient)],
  }),
  ...keysOf('volumes', '', {
    volumes: ['Named volumes: data that outlives containers, by name.', named('volumes', volume, strict)],
  }),
  ...keysOf('configs', '', {
    configs: ['Configuration files that services get, by name.', named('configs', config, strict)],
  }),
  ...keysOf('secrets', '', { secrets: ['Secrets that services get, by name.', named('secrets', secret, strict)] }),
  ...keysOf('models', '', {
    models: ['AI models that services use, by name.', named('models', model, lenient), { since: '2.38.0' }],
  }),
});
