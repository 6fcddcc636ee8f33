import type { Mount, Service } from '../../project/project.ts';
import { runTogether } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'shared-volume',
  category: 'data-loss',
  severity: 'info',
  presets: ['strict'],
  since: '0.1.0',
  summary: 'Two services write to one volume',
  why: 'Unless the programs agree on it, each may overwrite what the other one wrote.',
  instead: 'Mount it read-only where it is only read ("data:/data:ro"), or give each its own volume.',
  examples: {
    bad: `services:
  web:
    image: nginx:1.27
    volumes:
      - files:/srv
  worker:
    image: acme/worker:1.4
    volumes:
      - files:/files
volumes:
  files:
`,
    good: `services:
  web:
    image: nginx:1.27
    volumes:
      - files:/srv:ro
  worker:
    image: acme/worker:1.4
    volumes:
      - files:/files
volumes:
  files:
`,
  },
  check({ services, report }) {
    const writers = new Map<string, { readonly service: Service; readonly mount: Mount }[]>();
    for (const service of services) {
      for (const mount of service.mounts) {
        if (mount.type !== 'volume' || mount.source === undefined || mount.readOnly) continue;
        const earlier = writers.get(mount.source.value) ?? [];
        writers.set(mount.source.value, [...earlier, { service, mount }]);
        const other = earlier.find((use) => use.service !== service && runTogether(use.service, service));
        if (other === undefined) continue;
        report({
          location: mount.location,
          message: `"${service.name}" and "${other.service.name}" both write to the volume "${mount.source.value}". Mount it read-only where it is only read, or give each its own.`,
          related: [{ message: `"${other.service.name}" mounts it here`, location: other.mount.location }],
        });
      }
    }
  },
});
