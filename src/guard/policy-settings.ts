import { Uri, workspace } from 'vscode';
import type { ChangeKind } from '../../core/changes/change.ts';
import { changeKinds, makePolicy } from '../../core/guard/policy.ts';
import { usualShare } from '../../core/guard/protected-text.ts';
import type { Policy, Verdict } from '../../core/guard/verdict.ts';
import { disk } from '../../io/disk.ts';
import type { PersonPolicy } from '../../io/policy/person-policy.ts';
import { joinPolicy } from '../../io/policy/read-policy.ts';

/**
 * The policy from the settings and from the project's `.holdfast.yaml`. Only the person's own settings may lower a level:
 * what a workspace or folder says, which an agent could have written there, can only make it stricter.
 *
 * @param directory absolute project directory
 */
export function readPolicy(directory: string): Policy {
  const values = workspace
    .getConfiguration('holdfast', Uri.file(directory))
    .inspect<Record<string, unknown>>('guard.levels');
  const policy = joinPolicy(personPolicy(), disk, directory);
  const { levels } = makePolicy({
    person: policy.levels,
    shared: [toLevels(values?.workspaceValue), toLevels(values?.workspaceFolderValue)],
  });
  return { ...policy, levels };
}

/** What the person's own settings say, and no workspace. */
export function personPolicy(): PersonPolicy {
  const settings = workspace.getConfiguration('holdfast.guard');
  const own = <T>(key: string) => settings.inspect<T>(key)?.globalValue;
  const patterns = own<unknown>('protectedFiles');
  const cut = own<unknown>('protectedFilesLargestCut');
  return {
    levels: toLevels(own<Record<string, unknown>>('levels')),
    protectedFiles: {
      patterns: Array.isArray(patterns) ? patterns.filter((pattern) => typeof pattern === 'string') : [],
      largestShare: typeof cut === 'number' ? cut / 100 : usualShare,
    },
  };
}

/** The levels in a setting's value; whatever is none is left out. */
function toLevels(value: Record<string, unknown> | undefined): ReadonlyMap<ChangeKind, Verdict> {
  const levels = new Map<ChangeKind, Verdict>();
  for (const kind of changeKinds) {
    const level = value?.[kind];
    if (level === 'allow' || level === 'ask' || level === 'deny') levels.set(kind, level);
  }
  return levels;
}
