import { basename, isAbsolute } from 'node:path';
import { workspace } from 'vscode';
import { plainName } from './describe-change.ts';

/**
 * A file's name as people are told of it: from its workspace folder on, since most folders call theirs `compose.yaml`, with
 * the folder's own name where there are several; the last part alone for a file that is outside of the workspace.
 *
 * @param file absolute path
 */
export function fileName(file: string): string {
  const relative = workspace.asRelativePath(file);
  return plainName(isAbsolute(relative) ? basename(file) : relative);
}
