import { Uri, workspace } from 'vscode';
import type { ChangeKind } from '../../core/changes/change.ts';
import { changeKinds, makePolicy } from '../../core/guard/policy.ts';
import type { Policy, Verdict } from '../../core/guard/verdict.ts';
import { readProjectSettings } from '../../core/settings/project-settings.ts';
import { disk } from '../../io/disk.ts';

/**
 * The policy from the settings and from the project's `.holdfast.yaml`. Only the person's own settings may lower a level: what a workspace or folder says, which an
 * agent could have written there, can only make it stricter.
 *
 * @param directory absolute project directory
 */
export function readPolicy(directory: string): Policy {
  const values = workspace
    .getConfiguration('holdfast', Uri.file(directory))
    .inspect<Record<string, unknown>>('guard.levels');
  const policy = makePolicy({
    person: toLevels(values?.globalValue),
    shared: [toLevels(values?.workspaceValue), toLevels(values?.workspaceFolderValue)],
  });
  return { ...policy, protectedNames: new Set(readProjectSettings(disk, directory).protect) };
}

function toLevels(value: Record<string, unknown> | undefined): ReadonlyMap<ChangeKind, Verdict> {
  const levels = new Map<ChangeKind, Verdict>();
  for (const kind of changeKinds) {
    const level = value?.[kind];
    if (level === 'allow' || level === 'ask' || level === 'deny') levels.set(kind, level);
  }
  return levels;
}
