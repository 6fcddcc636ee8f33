import { type Uri, workspace } from 'vscode';
import type { ChangeKind } from '../../core/changes/change.ts';
import { changeKinds, makePolicy } from '../../core/guard/policy.ts';
import type { Policy, Verdict } from '../../core/guard/verdict.ts';

/**
 * The policy from the settings. Only the person's own settings may lower a level: what a workspace or folder says, which an
 * agent could have written there, can only make it stricter.
 */
export function readPolicy(scope: Uri): Policy {
  const values = workspace.getConfiguration('holdfast', scope).inspect<Record<string, unknown>>('guard.levels');
  return makePolicy({
    person: toLevels(values?.globalValue),
    shared: [toLevels(values?.workspaceValue), toLevels(values?.workspaceFolderValue)],
  });
}

function toLevels(value: Record<string, unknown> | undefined): ReadonlyMap<ChangeKind, Verdict> {
  const levels = new Map<ChangeKind, Verdict>();
  for (const kind of changeKinds) {
    const level = value?.[kind];
    if (level === 'allow' || level === 'ask' || level === 'deny') levels.set(kind, level);
  }
  return levels;
}
