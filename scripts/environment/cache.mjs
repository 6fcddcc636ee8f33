// @ts-check
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * A path inside the cache folder that outlives a clone: what is downloaded once is kept there.
 * @param {...string} parts Folder and file names below the cache folder; nothing is created.
 * @returns {string} An absolute path.
 */
export function cachePath(...parts) {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'holdfast', ...parts);
}
