import type { Mount, Project } from '../project/project.ts';
import type { Change } from './change.ts';
import { compareFiles } from './compare-files.ts';
import { compareResources } from './compare-resources.ts';
import { compareServices, type Views } from './compare-services.ts';
import { compareVolumes } from './compare-volumes.ts';

/**
 * Everything that differs between two states of one project, by their effective values: moving, reordering, requoting,
 * expanding anchors, splitting into files are no changes. Facts only; core/guard/policy.ts has the opinions.
 *
 * @param views where both sides were read from, for what env files say
 *
 * Both sides must have been loaded with the same request. Files that can't be read are compare-broken.ts's business.
 */
export function compareProjects(before: Project, after: Project, views?: Views): Change[] {
  const volumes = compareVolumes(before, after);
  const sameSource = (old: Mount, now: Mount) => {
    if (old.type !== now.type) return false;
    const [from, to] = [old.source?.value, now.source?.value];
    if ((old.subpath ?? '') !== (now.subpath ?? '')) return false;
    if (from === to) return true;
    if (old.type !== 'volume' || from === undefined || to === undefined) return false;
    const name = before.volumes.get(from)?.engineName;
    return name !== undefined && name === after.volumes.get(to)?.engineName;
  };
  const changes = [
    ...compareNames(before, after),
    ...compareServices({ before, after, renamedVolumes: volumes.renamed, sameSource, views }),
    ...volumes.changes,
    ...compareResources(before, after),
  ];
  return [...changes, ...compareFiles({ before, after, changes })];
}

function compareNames(before: Project, after: Project): Change[] {
  if (before.name === after.name || after.composeFiles.length === 0) return [];
  const entry = (project: Project) => project.root.entries.get('name');
  return [
    {
      kind: 'project-renamed',
      name: before.name,
      to: after.name,
      message: `The project "${before.name}" is called "${after.name}" now: every container and volume of it is orphaned, and it starts with empty volumes.`,
      before: entry(before)?.value.location ?? null,
      after: entry(after)?.value.location ?? null,
    },
  ];
}
