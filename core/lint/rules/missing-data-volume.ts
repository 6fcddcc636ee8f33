import { isCovered } from '../../images/data-paths.ts';
import type { Service } from '../../project/project.ts';
import { mountVolume } from '../edits/name-volume.ts';
import { shortName, startingFacts, startingImage } from '../facts/built-image.ts';
import { concernsData } from '../facts/near-miss.ts';
import { imagePlace, lastingTargets, memoryTargets, precious } from '../facts/service-facts.ts';
import { defineRule } from '../rule.ts';

export const rule = defineRule({
  id: 'missing-data-volume',
  category: 'data-loss',
  severity: 'warning',
  presets: ['recommended'],
  since: '0.1.0',
  summary: 'A service that keeps data has no mount for it',
  why: 'Without a mount the data is in an anonymous volume or in the container\'s own layer. The first is lost track of, the second is deleted, when the container is made anew: after a change of its image or settings, or after "docker compose down".',
  instead: 'Mount a named volume, or a folder of the host, where the image keeps its data.',
  examples: {
    bad: `services:
  db:
    image: postgres:16
    environment:
      POSTGRES_PASSWORD_FILE: /run/secrets/password
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
    const facts = startingFacts(service, view);
    if (image === undefined || facts === undefined || service.value.entries.has('volumes_from')) return;
    const kept = precious(service, view);
    if (kept.length === 0 || (facts.oftenCache && keepsNothing(service))) return;
    const targets = [...lastingTargets(service), ...memoryTargets(service)];
    const uncovered = kept.filter((data) => !isCovered(data, targets));
    const [data] = uncovered;
    // A mount beside the data path is another fault, with a rule of its own.
    if (data === undefined || targets.some((target) => concernsData(target, data, facts))) return;
    const target = data.mountAt ?? data.path;
    const where = data.declared ? 'an anonymous volume' : "the container's own layer";
    const cache = facts.oftenCache
      ? ' If it is only a cache, switch its persistence off or ignore this with that reason.'
      : '';
    report({
      location: imagePlace(service),
      severity: facts.oftenCache ? 'info' : undefined,
      message: `${shortName(image)} keeps its data in ${data.path}, and "${service.name}" mounts nothing there: it goes into ${where} and is gone once the container is made anew. Mount a named volume at ${target}.${cache}`,
      fixes: ({ project, view: latest }) => [mountVolume({ service, target, project, view: latest })],
    });
  },
});

/** True for `--save ""` without `--appendonly yes`: Redis and its kin then write nothing to the disk. */
function keepsNothing({ command, entrypoint }: Service): boolean {
  const words = [...(entrypoint?.value ?? []), ...(command?.value ?? [])];
  const after = (option: string) => (words.includes(option) ? words[words.indexOf(option) + 1] : undefined);
  return after('--save') === '' && after('--appendonly')?.toLowerCase() !== 'yes';
}
