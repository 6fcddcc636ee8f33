import { makePolicy } from '../../core/guard/policy.ts';
import type { Policy } from '../../core/guard/verdict.ts';
import { findProjectSettings } from '../../core/settings/find-project-settings.ts';
import { readProjectSettings } from '../../core/settings/project-settings.ts';
import type { FileView } from '../../core/text/file-view.ts';
import { type PersonPolicy, readPersonPolicy } from './person-policy.ts';

/**
 * The policy for a project, the same for every gate: the person's levels and protected files, and what the project's
 * `.holdfast.yaml` adds to the protection.
 *
 * @param view where `.holdfast.yaml` is read: the side before an edit, so that an edit cannot take its own protection away
 * @param directory absolute folder of the project or file
 */
export function readPolicy(options: {
  readonly stateFolder: string;
  readonly directory: string;
  readonly view: FileView;
}): Policy {
  const { stateFolder, directory, view } = options;
  return joinPolicy(readPersonPolicy(stateFolder), view, directory);
}

/** The same with a person's policy that is known already. */
export function joinPolicy(person: PersonPolicy, view: FileView, directory: string): Policy {
  const policy = makePolicy({ person: person.levels });
  const { patterns, largestShare } = person.protectedFiles;
  const file = findProjectSettings(view, directory);
  const project = file === undefined ? undefined : readProjectSettings(view, directory);
  const all = [...patterns, ...(project?.protectFiles ?? [])];
  return {
    ...policy,
    ...(project && project.protect.length > 0 && { protectedNames: new Set(project.protect) }),
    ...(all.length > 0 && { protectedFiles: { patterns: all, largestShare } }),
  };
}
