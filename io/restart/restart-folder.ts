import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Project } from '../../core/project/project.ts';
import { stateFolder } from '../state/state-folder.ts';

/** Where a project's restarts keep their lock, journal and restore points. */
export function restartFolder(
  environment: Readonly<Record<string, string | undefined>>,
  { directory, name }: Pick<Project, 'directory' | 'name'>,
): string {
  const key = createHash('sha256').update(`${directory}\n${name}`).digest('hex').slice(0, 16);
  return join(stateFolder(environment), 'restarts', key);
}
