import { covers } from '../../images/data-paths.ts';
import type { Mount, Service } from '../../project/project.ts';
import { startingFacts } from '../facts/built-image.ts';
import { precious, runTogether } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

/** Applications do share folders on purpose; servers never. */
const serverRoles: ReadonlySet<string> = new Set(['database', 'search', 'queue']);

export const rule = defineRule({
  id: 'shared-data-volume',
  category: 'data-loss',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: "Another service may write to a database's volume",
  why: 'Databases take it for granted that nobody else changes their files. Two servers on one data folder destroy it.',
  instead: 'Give each its own volume, or mount it read-only where it is only read, as for backups.',
  examples: {
    bad: `services:
  db:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
  db-copy:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
    good: `services:
  db:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
  backup:
    image: alpine:3.20
    command: ["tar", "-c", "/source"]
    volumes:
      - data:/source:ro
volumes:
  data:
`,
  },
  check({ services, view, report }) {
    const writers = new Map<string, { service: Service; mount: Mount }[]>();
    for (const service of services) {
      const server = serverRoles.has(startingFacts(service, view)?.role ?? '');
      for (const mount of server ? service.mounts : []) {
        if (mount.type !== 'volume' || mount.source === undefined || mount.readOnly) continue;
        if (!precious(service, view).some(({ path }) => covers(mount.target, path))) continue;
        const list = writers.get(mount.source.value) ?? [];
        list.push({ service, mount });
        writers.set(mount.source.value, list);
      }
    }
    for (const [volume, uses] of writers) {
      for (const [index, use] of uses.entries()) {
        const other = uses
          .slice(0, index)
          .find((earlier) => earlier.service !== use.service && runTogether(earlier.service, use.service));
        if (other === undefined) continue;
        report({
          location: use.mount.location,
          message: `"${other.service.name}" and "${use.service.name}" both keep their data in the volume "${volume}" and would destroy it for each other. Give each its own volume.`,
          related: [{ message: `"${other.service.name}" mounts it here`, location: other.mount.location }],
        });
      }
    }
  },
});
