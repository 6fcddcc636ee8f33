import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The folder in which Holdfast keeps what must outlive a program: baselines, restore points, proposals, approvals, the
 * key, the audit log and the command line that hooks call. HOLDFAST_STATE_DIR moves it; otherwise it is where the
 * platform keeps such things. The folder may not exist yet.
 *
 * @param environment the process environment
 * @returns an absolute path in the platform's own spelling
 */
export function stateFolder(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const chosen = environment.HOLDFAST_STATE_DIR;
  if (chosen) return chosen;
  const home = environment.HOME || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Holdfast');
  if (platform === 'win32') {
    return join(environment.LOCALAPPDATA || join(environment.USERPROFILE || home, 'AppData', 'Local'), 'Holdfast');
  }
  return join(environment.XDG_STATE_HOME || join(home, '.local', 'state'), 'holdfast');
}
