import type { Project } from '../project/project.ts';
import type { EngineSnapshot } from '../stack/snapshot.ts';

/** The volumes of a project on the engine: those that its file declares, and those that its containers mount. */
export function volumesOf(project: Project, snapshot: EngineSnapshot): readonly string[] {
  const names = new Set<string>();
  for (const { engineName } of project.volumes.values()) if (snapshot.volumes.has(engineName)) names.add(engineName);
  for (const container of snapshot.containers.values()) {
    if (container.compose?.project !== project.name) continue;
    for (const mount of container.mounts) {
      if (mount.type === 'volume' && mount.name !== undefined && snapshot.volumes.has(mount.name))
        names.add(mount.name);
    }
  }
  return [...names].sort();
}
