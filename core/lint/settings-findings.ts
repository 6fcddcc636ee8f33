import type { Project } from '../project/project.ts';
import type { ProjectSettings } from '../settings/project-settings.ts';
import { nearest } from '../spec/nearest.ts';
import type { Location } from '../text/source.ts';
import { entryOf } from '../yaml/node.ts';
import type { Finding } from './finding.ts';
import { ruleIds } from './rule-ids.ts';

/** What is wrong with a project's .holdfast.yaml. */
export function settingsFindings(settings: ProjectSettings, project: Project): readonly Finding[] {
  const { root, problems } = settings;
  const findings: Finding[] = problems.map(({ message, location, suggestion }) => ({
    rule: 'invalid-settings',
    severity: 'warning',
    message,
    location,
    suggestion,
  }));
  const check = (name: string, location: Location) => {
    if (ruleIds.has(name)) return;
    const suggestion = nearest(name, ruleIds);
    const hint = suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`;
    findings.push({
      rule: 'unknown-rule',
      severity: 'warning',
      message: `There is no rule "${name}".${hint}`,
      location,
      suggestion,
    });
  };
  const levels = entryOf(root, 'rules')?.value;
  for (const { key } of levels?.kind === 'mapping' ? levels.entries : []) check(key.text, key.location);
  const excludes = entryOf(root, 'exclude')?.value;
  for (const item of excludes?.kind === 'sequence' ? excludes.items : []) {
    const rule = entryOf(item, 'rule')?.value;
    if (rule?.kind === 'scalar') check(rule.text, rule.location);
  }
  findings.push(...misspelledNames(settings, project));
  return findings;
}

/**
 * Protected names that are none of the project's but near to one: nothing would be protected by them. A file in a folder
 * above may mean another project.
 */
function misspelledNames({ file, root }: ProjectSettings, project: Project): readonly Finding[] {
  if (file !== `${project.directory}/.holdfast.yaml`) return [];
  const names = new Set([
    ...project.services.keys(),
    ...project.disabledServices.keys(),
    ...project.volumes.keys(),
    ...[...project.volumes.values()].map(({ engineName }) => engineName),
  ]);
  const listed = entryOf(root, 'protect')?.value;
  return (listed?.kind === 'sequence' ? listed.items : []).flatMap((item): Finding[] => {
    if (item.kind !== 'scalar' || names.has(item.text)) return [];
    const suggestion = nearest(item.text, names);
    if (suggestion === undefined) return [];
    const message = `There is no service or volume "${item.text}" here, so nothing is protected by this. Did you mean "${suggestion}"?`;
    return [{ rule: 'invalid-settings', severity: 'warning', message, location: item.location, suggestion }];
  });
}
