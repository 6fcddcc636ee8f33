import type { ProjectSettings } from '../settings/project-settings.ts';
import { nearest } from '../spec/nearest.ts';
import type { Location } from '../text/source.ts';
import { entryOf } from '../yaml/node.ts';
import type { Finding } from './finding.ts';
import { ruleIds } from './rule-ids.ts';

/** What is wrong with a project's .holdfast.yaml. */
export function settingsFindings({ root, problems }: ProjectSettings): readonly Finding[] {
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
  return findings;
}
