import { isCovered } from '../../images/data-paths.ts';
import { imageFacts } from '../../images/image-facts.ts';
import { replaceMountTarget } from '../edits/mount-target.ts';
import { shortName, startingFacts, startingImage } from '../facts/built-image.ts';
import { missesData } from '../facts/near-miss.ts';
import { lastingTargets, precious } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'misplaced-data-mount',
  category: 'data-loss',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: "A data mount that misses the image's data",
  why: 'The volume stays empty while the data goes into the container or an anonymous volume. Everything works until the container is made anew; then the data is gone, though a volume was mounted.',
  instead: 'Mount the volume where this version of the image keeps its data.',
  examples: {
    bad: `services:
  db:
    image: postgres:18
    volumes:
      - db-data:/var/lib/postgresql/data
volumes:
  db-data:
`,
    good: `services:
  db:
    image: postgres:18
    volumes:
      - db-data:/var/lib/postgresql
volumes:
  db-data:
`,
  },
  checkService(service, { view, report }) {
    const image = startingImage(service, view);
    const facts = startingFacts(service, view);
    if (image === undefined || facts === undefined) return;
    const targets = lastingTargets(service);
    for (const data of precious(service, view)) {
      if (isCovered(data, targets)) continue;
      const mount = service.mounts.find(
        (candidate) => candidate.type !== 'tmpfs' && !candidate.readOnly && missesData(candidate.target, data, facts),
      );
      if (mount === undefined) continue;
      const target = data.mountAt ?? data.path;
      report({
        location: mount.location,
        message: `${shortName(image)} keeps its data in ${data.path}; a mount at ${mount.target} does not hold it, so it is lost when the container is made anew. Mount it at ${target}.${versionNote(image)}`,
        fixes: (now) => [replaceMountTarget({ mount, target, view: now.view })],
      });
    }
  },
});

function versionNote(image: string): string {
  const facts = imageFacts(image);
  if (facts?.family !== 'postgres') return '';
  return facts.version.length === 0
    ? ' (Without a version the newest one is taken; Postgres moved its data in version 18.)'
    : (facts.version[0] ?? 0) >= 18
      ? ' (Postgres moved its data in version 18.)'
      : '';
}
