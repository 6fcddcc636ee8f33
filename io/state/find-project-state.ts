import type { ProjectState, State } from './state.ts';

/**
 * What is kept of the project of some Compose files. One folder can have several: that of the files which Compose finds by
 * itself, and one of each other file that is guarded there.
 *
 * @param files absolute; undefined: those that Compose finds by itself
 * @returns undefined when nothing is kept of it
 */
export function findProjectState(
  state: State,
  { directory, files }: { readonly directory: string; readonly files?: readonly string[] | undefined },
): ProjectState | undefined {
  const here = state.projects().filter((project) => project.directory === directory);
  const name = JSON.stringify(files ?? null);
  const same = here.find((project) => JSON.stringify(project.files ?? null) === name);
  if (same !== undefined || files === undefined) return same;
  const knows = (project: ProjectState) => {
    const accepted = project.baseline.read();
    return files.some((file) => accepted?.has(file));
  };
  return here.find((project) => project.files === undefined && knows(project)) ?? here.find(knows);
}
