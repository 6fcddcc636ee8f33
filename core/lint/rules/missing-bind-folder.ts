import { shortPath } from '../facts/short-path.ts';
import { isForeignPath, unsetPlaces } from '../facts/unset.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-bind-folder',
  category: 'startup',
  severity: 'info',
  presets: ['strict'],
  since: '0.1.0',
  summary: 'A bind mount of a folder that is not there',
  why: 'The engine makes it, owned by root: a container that runs as another user cannot write to it, and neither can you.',
  instead: 'Create the folder with the right owner first, correct the path, or use a named volume.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    volumes:
      - ./html:/usr/share/nginx/html
`,
    good: `services:
  web:
    image: nginx:1.27
    volumes:
      - ./html:/usr/share/nginx/html
`,
    goodFiles: { 'html/index.html': 'hello\n' },
  },
  check({ services, project, view, report }) {
    const isUnset = unsetPlaces(project);
    for (const service of services) {
      for (const { type, source, target, location } of service.mounts) {
        if (type !== 'bind' || source === undefined || view.kind(source.value) !== undefined) continue;
        if (isForeignPath(source.value, project)) continue;
        if (isUnset(location)) continue;
        if (/\.[a-z0-9]+$/i.test(source.value) && /\.[a-z0-9]+$/i.test(target)) continue;
        report({
          location,
          message: `The folder ${shortPath(source.value, project)} is not there; the engine will make it, owned by root. Create it with the owner that "${service.name}" needs.`,
        });
      }
    }
  },
});
