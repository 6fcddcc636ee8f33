import type { Project } from '../../core/project/project.ts';
import { planRestart, type RestartPlan } from '../../core/stack/restart-plan.ts';
import { disk } from '../disk.ts';
import type { Engine } from '../engine/engine.ts';
import { readSnapshot } from '../engine/read-snapshot.ts';
import { gatherHostFacts } from './gather-facts.ts';
import { readEnvFiles } from './read-env-files.ts';

/**
 * Looks at everything a restart depends on and plans it. Nothing is changed.
 *
 * @param options.services names; none: all
 * @throws EngineError
 */
export async function prepareRestart(options: {
  readonly engine: Engine;
  readonly project: Project;
  readonly services: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly heldChanges: boolean;
  readonly unsavedFiles?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}): Promise<RestartPlan> {
  const { engine, project, services, environment, signal } = options;
  const [snapshot, facts] = await Promise.all([readSnapshot(engine, [project], { signal }), gatherHostFacts(options)]);
  return planRestart({ project, snapshot, services, facts, envFiles: readEnvFiles(project, disk, environment) });
}
