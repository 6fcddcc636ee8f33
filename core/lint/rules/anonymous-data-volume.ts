import { covers } from '../../images/data-paths.ts';
import { nameVolume } from '../edits/name-volume.ts';
import { shortName, startingImage } from '../facts/built-image.ts';
import { precious } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'anonymous-data-volume',
  category: 'data-loss',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'Data in a volume without a name',
  why: 'A volume without a name belongs to one container. Once that container is removed ("docker compose down" and "rm", a renamed service), nothing points at the data any more, and the next cleanup of unused volumes deletes it.',
  instead: 'Give the volume a name under the top-level "volumes:" and mount it by that name.',
  examples: {
    bad: `services:
  db:
    image: postgres:16
    volumes:
      - /var/lib/postgresql/data
`,
    good: `services:
  db:
    image: postgres:16
    volumes:
      - db-data:/var/lib/postgresql/data
volumes:
  db-data:
`,
  },
  checkService(service, { view, report }) {
    const image = startingImage(service, view);
    for (const mount of service.mounts.filter((candidate) => candidate.anonymous)) {
      const data = precious(service, view).find(({ path }) => covers(mount.target, path));
      if (data === undefined || image === undefined) continue;
      report({
        location: mount.location,
        message: `The data of ${shortName(image)} goes into a volume without a name, which is lost track of as soon as the container is removed. Give it a name.`,
        fixes: ({ project, view: latest }) => [nameVolume({ service, mount, project, view: latest })],
      });
    }
  },
});
