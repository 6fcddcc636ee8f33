import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { writeFileAtomically } from '../write-file.ts';
import {
  posixShim,
  type ShimmedProgram,
  shimFolderMark,
  shimmedPrograms,
  shimPath,
  windowsShim,
} from './shim-texts.ts';

export interface ShimOptions {
  readonly stateFolder: string;
  /** Absolute path of the command line's launcher. */
  readonly launcher: string;
  /** The PATH in which the real programs are looked for. */
  readonly path: string;
  readonly platform?: NodeJS.Platform | undefined;
}

/** The folder that is put first in PATH. */
export function shimFolder(stateFolder: string): string {
  return join(stateFolder, 'shims');
}

/**
 * Writes a shim for each program that is in PATH, so that no program seems to be there that isn't. Those that are up to date
 * are left alone.
 *
 * @returns the programs that have one now
 */
export function installShims({
  stateFolder,
  launcher,
  path,
  platform = process.platform,
}: ShimOptions): readonly ShimmedProgram[] {
  const folder = shimFolder(stateFolder);
  const present = shimmedPrograms.filter((program) => findProgram(program, path, platform) !== undefined);
  if (present.length === 0) return [];
  writeIfNew(join(folder, shimFolderMark), '', 0o600);
  for (const program of present) {
    const text = platform === 'win32' ? windowsShim(program, launcher) : posixShim(program, launcher);
    writeIfNew(shimPath(folder, program, platform), text, 0o700);
  }
  return present;
}

/** A program's file in PATH, shims left out. */
function findProgram(program: string, path: string, platform: NodeJS.Platform): string | undefined {
  for (const folder of path.split(platform === 'win32' ? ';' : delimiter)) {
    if (folder === '' || existsSync(join(folder, shimFolderMark))) continue;
    const file = join(folder, platform === 'win32' ? `${program}.exe` : program);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() && isExecutable(file)) return file;
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function writeIfNew(file: string, text: string, mode: number): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  writeFileAtomically(file, text, { mode, makeFolder: 0o700 });
}
