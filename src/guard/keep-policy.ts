import { type Disposable, workspace } from 'vscode';
import { writePersonPolicy } from '../../io/policy/person-policy.ts';
import { personPolicy } from './policy-settings.ts';

/** Keeps the person's policy in the state folder, now and whenever the settings change, so that hooks and terminals know it. */
export function keepPersonPolicy(stateFolder: string, onFailure: (error: unknown) => void): Disposable {
  const keep = () => {
    try {
      writePersonPolicy(stateFolder, personPolicy());
    } catch (error) {
      onFailure(error);
    }
  };
  keep();
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('holdfast.guard')) keep();
  });
}
