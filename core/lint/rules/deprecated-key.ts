import { keyAt } from '../../spec/shape-at.ts';
import { entryOf } from '../../yaml/node.ts';
import { composeMappings } from '../facts/compose-mappings.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'deprecated-key',
  category: 'upkeep',
  severity: 'info',
  presets: ['recommended'],
  since: '0.1.0',

  summary: 'A key that has been replaced',
  why: 'It still works, and may stop working with any version.',
  instead: 'Use what the message names.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    networks:
      - front
networks:
  front:
    external:
      name: shared
`,
    good: `services:
  web:
    image: nginx:1.27
    networks:
      - front
networks:
  front:
    external: true
    name: shared
`,
  },
  check({ project, view, report }) {
    const suspect = /\bexternal\s*:\s*(?:#.*)?(?:\r?\n|\{)/;
    if (!project.files.some(({ file, role }) => !role.endsWith('_file') && suspect.test(view.readText(file) ?? '')))
      return;
    for (const section of ['networks', 'volumes', 'configs', 'secrets'] as const) {
      for (const { value } of composeMappings(project, view, section)) {
        for (const resource of value.kind === 'mapping' ? value.entries : []) {
          const external = entryOf(resource.value, 'external')?.value;
          for (const { key } of external?.kind === 'mapping' ? external.entries : []) {
            const advice = keyAt([section, resource.key.text, 'external', key.text])?.deprecated;
            if (advice === undefined) continue;
            report({
              location: key.location,
              message: `"external.${key.text}" has been replaced. ${advice}`,
              tags: ['deprecated'],
            });
          }
        }
      }
    }
  },
});
