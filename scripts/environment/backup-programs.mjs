// @ts-check
// The programs that backups can be handed to.
import { canInstall, install } from './debian.mjs';
import { findOnPath } from './process.mjs';

const PACKAGES = /** @type {const} */ ({ restic: 'restic', borg: 'borgbackup' });

/**
 * Makes sure that a backup program is there.
 * @param {keyof typeof PACKAGES} program
 * @returns {Promise<{ available: true } | import('./engine.mjs').Unavailable>}
 */
export async function provideBackupProgram(program) {
  try {
    if (!findOnPath(program) && canInstall()) await install([PACKAGES[program]], 'backups are handed to it');
  } catch (error) {
    return { available: false, reason: `${program} could not be installed: ${/** @type {Error} */ (error).message}` };
  }
  return findOnPath(program) ? { available: true } : { available: false, reason: `${program} is not installed` };
}
