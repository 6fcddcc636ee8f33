import type { Project } from '../../core/project/project.ts';
import { containersToRead, type Symptoms } from '../../core/stack/diagnosis/diagnose.ts';
import { planRestart } from '../../core/stack/restart-plan.ts';
import { joinStack } from '../../core/stack/stack.ts';
import { findLostParts } from '../diagnosis/find-lost-parts.ts';
import { findNameHolders } from '../diagnosis/find-name-holders.ts';
import { forgottenStarts } from '../diagnosis/forgotten-starts.ts';
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
  const declared = stack.projects.flatMap(({ id, project }) => (project === undefined ? [] : [{ id, project }]));
  const bounded = signal ?? new AbortController().signal;
  const [checks, lost, names, forgotten] = await Promise.all([
    Promise.all(
      declared.map(async ({ id, project }) => {
        const facts = await gatherHostFacts({ project, engine, heldChanges: false, signal });
        return [id, planRestart({ project, snapshot, facts, envFiles, services: [] }).checks] as const;
      }),
    ),
    Promise.all(
      declared.map(
        async ({ id, project }) => [id, await findLostParts(project, { environment, signal: bounded })] as const,
      ),
    ),
    findNameHolders(engine, stack, { environment, signal }),
    forgottenStarts(engine, stack, { signal }).catch(() => new Set<string>()),
  ]);
  const used = new Set([...snapshot.containers.values()].flatMap(({ mounts }) => mounts.map(({ name }) => name)));
  return {
    stack,
    logs,
    checks: new Map(checks),
    names,
    forgotten,
    lost: new Map(lost),
    looseVolumes: [...snapshot.volumes.values()]
      .filter((it) => it.anonymous && !used.has(it.name))
      .map(({ name }) => name),
    volumes: new Set(snapshot.volumes.keys()),
  };
}
