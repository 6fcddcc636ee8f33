import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname } from 'pathe';
import { toPortablePath } from './disk.ts';

/**
 * Tells where paths lead behind all symbolic links, those of their folders included, in the letters that the disk has them
 * in. Of what does not exist, the part that does counts. Each path is looked at once; never throws.
 *
 * @returns takes an absolute path with forward slashes, and gives one
 */
export function createRealPath(): (path: string) => string {
  const known = new Map<string, string>();
  const realPath = (path: string): string => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = existing(path) ?? throughFolder(path);
    known.set(path, found);
    return found;
  };
  const throughFolder = (path: string) => {
    const folder = dirname(path);
    return folder === path ? path : `${realPath(folder).replace(/\/$/, '')}/${basename(path)}`;
  };
  return realPath;
}

function existing(path: string): string | undefined {
  try {
    return existsSync(path) ? toPortablePath(realpathSync.native(path)) : undefined;
  } catch {
    return undefined;
  }
}
