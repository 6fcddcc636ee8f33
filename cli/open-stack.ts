import { resolve } from 'pathe';
import { loadProject } from '../core/project/load-project.ts';
import type { Project } from '../core/project/project.ts';
import { disk, toPortablePath } from '../io/disk.ts';
import { connectEngine } from '../io/engine/connect-engine.ts';
import type { EngineEndpoint } from '../io/engine/endpoint.ts';
import type { Engine } from '../io/engine/engine.ts';
import { findEngines } from '../io/engine/find-engines.ts';
import { type CommandContext, UsageError } from './command.ts';

/** Loads the project that a command's FILES mean, or the one of the working directory; undefined when there is none. */
export function openProject(
  files: readonly string[],
  { cwd, environment }: Pick<CommandContext, 'cwd' | 'environment'>,
): Project | undefined {
  const absolute = files.map((file) => toPortablePath(resolve(cwd, file)));
  const missing = absolute.find((file) => disk.kind(file) === undefined);
  if (missing !== undefined) throw new UsageError(`${missing} does not exist`);
  const project = loadProject(disk, { directory: cwd, environment, ...(absolute.length > 0 && { files: absolute }) });
  return project.composeFiles.length === 0 ? undefined : project;
}

/** The engine that the docker command would use. */
export function currentEndpoint({ environment }: Pick<CommandContext, 'environment'>): EngineEndpoint {
  const { current } = findEngines({ environment });
  if (current === undefined) throw new UsageError('no container engine is set up; start Docker or Podman');
  return current;
}

/** @throws EngineError */
export function openEngine(context: Pick<CommandContext, 'environment' | 'signal'>): Promise<Engine> {
  return connectEngine(currentEndpoint(context), { signal: context.signal });
}
