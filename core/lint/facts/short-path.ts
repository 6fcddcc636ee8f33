import type { Project } from '../../project/project.ts';

/** A path as people write it: seen from the project's folder when it is below it. */
export function shortPath(path: string, { directory }: Project): string {
  return path.startsWith(`${directory}/`) ? `./${path.slice(directory.length + 1)}` : path;
}
