import { statSync } from 'node:fs';
import type { Ownership } from '../../core/lint/live-facts.ts';

/** Owner and mode of a file or folder, links followed; undefined when there is none, and on Windows, which has no such modes. */
export function ownershipOf(path: string): Ownership | undefined {
  if (process.platform === 'win32') return undefined;
  try {
    const stat = statSync(path);
    const kind = stat.isDirectory() ? 'directory' : 'file';
    return { user: stat.uid, group: stat.gid, mode: stat.mode & 0o777, kind };
  } catch {
    return undefined;
  }
}
