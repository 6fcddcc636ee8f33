import type { Project } from '../core/project/project.ts';
import type { EngineSnapshot } from '../core/stack/snapshot.ts';
import { UsageError } from './command.ts';

/**
 * The engine's names of volumes that were named on the command line: as the engine calls them, or as the project's file does.
 *
 * @throws UsageError for a name that nobody knows
 */
export function resolveVolumes(
  names: readonly string[],
  { project, snapshot }: { readonly project: Project | undefined; readonly snapshot: EngineSnapshot },
): readonly string[] {
  return names.map((name) => {
    if (snapshot.volumes.has(name)) return name;
    const declared = project?.volumes.get(name)?.engineName;
    if (declared !== undefined && snapshot.volumes.has(declared)) return declared;
    throw new UsageError(`there is no volume "${name}", neither on the engine nor by that name in the project here`);
  });
}
