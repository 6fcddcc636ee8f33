import { imageFacts } from '../../images/image-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'changed-data-version',
  category: 'data-loss',
  severity: 'error',
  presets: ['recommended'],
  since: '0.1.0',
  live: true,
  summary: 'A database of another major version than its data',
  why: 'A new major version refuses data of an old one, or converts it without a way back.',
  instead: 'Keep the version, take a dump, and restore the dump into a new volume under the new version.',
  examples: {
    bad: `name: shop
services:
  db:
    image: postgres:17
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
    good: `name: shop
services:
  db:
    image: postgres:16
    volumes:
      - data:/var/lib/postgresql/data
volumes:
  data:
`,
  },
  check({ services, project, live, report }) {
    const containers = [...(live?.engine?.containers.values() ?? [])];
    for (const service of services) {
      const facts = service.image && imageFacts(service.image.value);
      if (!service.image || !facts?.majorBound || facts.version[0] === undefined) continue;
      const volumes = new Set(
        service.mounts.flatMap((mount) => {
          const name = mount.type === 'volume' ? mount.source?.value : undefined;
          return name === undefined ? [] : [project.volumes.get(name)?.engineName ?? name];
        }),
      );
      for (const container of containers) {
        const other = imageFacts(container.image);
        const shared = container.mounts.find((mount) => mount.name !== undefined && volumes.has(mount.name));
        if (shared === undefined || other?.family !== facts.family || other.version[0] === undefined) continue;
        if (other.version[0] === facts.version[0]) continue;
        report({
          location: service.image.location,
          message: `The volume "${shared.name}" was written by ${container.image} (container "${container.name}"); ${service.image.value} will not read it. Keep the version, or dump the data and restore it into a new volume.`,
        });
        break;
      }
    }
  },
});
