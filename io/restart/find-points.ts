import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Project } from '../../core/project/project.ts';
import { stateFolder } from '../state/state-folder.ts';
import { openStackPoints, type StackPoint, type StackPoints } from './stack-points.ts';

export interface ProjectPoints {
  readonly project: Pick<Project, 'directory' | 'name'>;
  readonly points: StackPoints;
  /** Newest first, never empty. */
  readonly list: readonly StackPoint[];
}

/** The restore points of every project that has some, also of those whose Compose file is gone. */
export function findPoints(environment: Readonly<Record<string, string | undefined>>): readonly ProjectPoints[] {
  const folder = join(stateFolder(environment), 'restarts');
  return namesIn(folder).flatMap((name) => {
    const points = openStackPoints(join(folder, name));
    const list = points.list();
    const [newest] = list;
    return newest === undefined ? [] : [{ project: newest.project, points, list }];
  });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
