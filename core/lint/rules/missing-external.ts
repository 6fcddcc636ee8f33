import type { Resource } from '../../project/project.ts';
import { nearest } from '../../spec/nearest.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-external',
  category: 'startup',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  live: true,
  summary: 'An external volume or network that does not exist',
  why: 'Compose does not make what is external: "up" stops with "declared as external, but could not be found". When it is there under another name, data seems to be lost.',
  instead: 'Correct the name, make it first, or remove "external".',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    volumes:
      - data:/srv
volumes:
  data:
    external: true
`,
    good: `services:
  web:
    image: nginx:1.27
    volumes:
      - known:/srv
volumes:
  known:
    external: true
`,
  },
  check({ project, live, report }) {
    const engine = live?.engine;
    if (engine?.state.kind !== 'connected') return;
    const networks = new Set([...engine.networks.values()].flatMap((network) => [network.name, network.id]));
    const look = (what: string, resources: Iterable<Resource>, known: ReadonlySet<string>) => {
      for (const { external, engineName, definitions } of resources) {
        const definition = definitions.at(-1);
        if (!external || known.has(engineName) || definition === undefined) continue;
        const other = nearest(engineName, known) ?? [...known].find((name) => name.endsWith(`_${engineName}`));
        report({
          location: definition.key,
          message: `The engine has no ${what} "${engineName}", and Compose does not make external ones.${other === undefined ? '' : ` Did you mean "${other}"?`}`,
          suggestion: other,
        });
      }
    };
    look('volume', project.volumes.values(), new Set(engine.volumes.keys()));
    look('network', project.networks.values(), networks);
  },
});
