import type { Project } from '../../core/project/project.ts';
import { containersToRead, type Symptoms } from '../../core/stack/diagnosis/diagnose.ts';
import { planRestart } from '../../core/stack/restart-plan.ts';
import { joinStack } from '../../core/stack/stack.ts';
import { disk } from '../disk.ts';
import type { Engine } from '../engine/engine.ts';
import { readSnapshot } from '../engine/read-snapshot.ts';
import { runLimited } from '../engine/run-limited.ts';
import { gatherHostFacts } from './gather-facts.ts';
import { readEnvFiles } from './read-env-files.ts';

const logLines = 80;
const readersAtOnce = 8;

/**
 * Looks at everything that a diagnosis needs. Nothing is changed.
 *
 * @throws EngineError
 */
export async function gatherSymptoms(options: {
  readonly engine: Engine;
  readonly projects: readonly Project[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}): Promise<Symptoms> {
  const { engine, projects, environment, signal } = options;
  const snapshot = await readSnapshot(engine, projects, { signal });
  const envFiles = new Map(projects.flatMap((project) => [...readEnvFiles(project, disk, environment)]));
  const stack = joinStack({ projects, snapshot, envFiles });
  const logs = new Map<string, readonly string[]>();
  await runLimited(containersToRead(stack), readersAtOnce, async (id) => {
    // Only what the container wrote in its present or last life; earlier complaints may be long mended.
    const since = snapshot.containers.get(id)?.details?.startedAt;
    const lines = await engine.logs(id, { tail: logLines, signal, ...(since && { since }) }).catch(() => []);
    logs.set(id, lines);
  });
  const checks = new Map(
    await Promise.all(
      stack.projects.flatMap((view) => {
        const { project } = view;
        if (project === undefined) return [];
        return [
          gatherHostFacts({ project, engine, heldChanges: false, signal }).then(
            (facts) => [view.id, planRestart({ project, snapshot, facts, envFiles, services: [] }).checks] as const,
          ),
        ];
      }),
    ),
  );
  return { stack, logs, checks };
}
