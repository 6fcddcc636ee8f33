import type { Project } from '../../core/project/project.ts';
import type { SaidProbes } from '../../core/stack/http-probe.ts';
import type { HostFacts } from '../../core/stack/preflight/check.ts';
import { planRestart, type RestartPlan } from '../../core/stack/restart-plan.ts';
import { disk } from '../disk.ts';
import type { Engine } from '../engine/engine.ts';
import { readSnapshot } from '../engine/read-snapshot.ts';
import type { ComposeProgram } from './compose-command.ts';
import { gatherHostFacts } from './gather-facts.ts';
import { readEnvFiles } from './read-env-files.ts';

export interface PrepareOptions {
  readonly engine: Engine;
  readonly project: Project;
  /** Names; none: all. */
  readonly services: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly heldChanges: boolean;
  readonly unsavedFiles?: readonly string[] | undefined;
  /** The Compose that will carry the plan out, so that what it cannot do is known beforehand. */
  readonly compose?: ComposeProgram | undefined;
  /** See RestartWish. */
  readonly elsewhere?: ReadonlySet<string> | undefined;
  /** Probes besides those of the labels. */
  readonly probes?: SaidProbes | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at everything a restart depends on and plans it. Nothing is changed.
 *
 * @throws EngineError
 */
export async function prepareRestart(options: PrepareOptions): Promise<RestartPlan> {
  const { engine, project, services, environment, elsewhere, probes, signal } = options;
  const [snapshot, facts] = await Promise.all([readSnapshot(engine, [project], { signal }), gatherHostFacts(options)]);
  const envFiles = readEnvFiles(project, disk, environment);
  const plan = (known: HostFacts) =>
    planRestart({ project, snapshot, services, facts: known, envFiles, elsewhere, probes });
  const first = plan(facts);
  const missing = first.steps.filter((step) => step.prepare === 'pull').map((step) => step.image);
  if (missing.length === 0) return first;
  const answers = await Promise.all(
    [...new Set(missing)].map(async (image) => [image, await engine.pullable(image, { signal })] as const),
  );
  return plan({ ...facts, pullable: Object.fromEntries(answers) });
}
