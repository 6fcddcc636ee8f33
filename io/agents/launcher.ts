import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { statQuietly } from '../stat-quietly.ts';
import { writeFileAtomically } from '../write-file.ts';
import type { HookCommand } from './setup.ts';

/**
 * The command line at a stable path: `bin/holdfast` in the state folder, which hook files name, starts a copy of the
 * command line that outlives updates of the extension. Installing again brings copy and launcher up to date.
 */
export interface Launcher {
  /** Absolute path of the launcher: a POSIX shell script, or `.cmd` on Windows. */
  readonly path: string;
  /** The folder of the copy. */
  readonly cli: string;
}

export interface LauncherOptions {
  readonly stateFolder: string;
  /** The folder that holds cli.js and chunks. */
  readonly dist: string;
  /** The program that runs it when there is no `node` in PATH: a Node, or VS Code's own program. */
  readonly runtime: string;
  readonly platform?: NodeJS.Platform | undefined;
}

export function launcherPath(stateFolder: string, platform: NodeJS.Platform = process.platform): string {
  return join(stateFolder, 'bin', platform === 'win32' ? 'holdfast.cmd' : 'holdfast');
}

/** Copies the command line and writes the launcher. Does nothing when both are up to date. */
export function installLauncher({
  stateFolder,
  dist,
  runtime,
  platform = process.platform,
}: LauncherOptions): Launcher {
  const files = [
    'cli.js',
    ...readdirSync(join(dist, 'chunks'))
      .filter((name) => name.endsWith('.js'))
      .map((name) => `chunks/${name}`),
  ];
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(dist, file)));
  const folder = join(stateFolder, 'cli');
  const cli = join(folder, hash.digest('hex').slice(0, 16));
  if (!existsSync(cli)) {
    const draft = `${cli}.${process.pid}.tmp`;
    mkdirSync(join(draft, 'chunks', 'cache'), { recursive: true, mode: 0o700 });
    for (const file of files) cpSync(join(dist, file), join(draft, file));
    try {
      renameSync(draft, cli);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      // Another program may have made the same copy meanwhile.
      if (!existsSync(cli)) throw error;
    }
  }
  const path = launcherPath(stateFolder, platform);
  const text = platform === 'win32' ? windowsLauncher(cli, runtime) : posixLauncher(cli, runtime);
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text)
    writeFileAtomically(path, text, { mode: 0o700, makeFolder: 0o700 });
  dropOldCopies(folder, cli);
  return { path, cli };
}

/** Copies that nothing has started for a week; a hook that runs just now keeps its own. */
function dropOldCopies(folder: string, current: string): void {
  const weekAgo = Date.now() - 7 * 24 * 3600_000;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stat = statQuietly(path);
    if (path !== current && stat !== undefined && stat.mtimeMs < weekAgo)
      rmSync(path, { recursive: true, force: true });
  }
}

function posixLauncher(cli: string, runtime: string): string {
  return `#!/bin/sh
# Starts Holdfast's command line. Written by Holdfast; agents' hooks call it.
cli=${shellQuoted(join(cli, 'cli.js'))}
runtime=${shellQuoted(runtime)}
if [ -f "$cli" ]; then
  if [ -x "$runtime" ]; then ELECTRON_RUN_AS_NODE=1 exec "$runtime" "$cli" "$@"; fi
  if command -v node >/dev/null 2>&1; then exec node "$cli" "$@"; fi
fi
# Nothing to run it with: hold what is guarded, let all else through.
[ "$1" = hook ] || { echo "holdfast: found no Node and no VS Code to run with" >&2; exit 3; }
case $(cat) in
  *compose*.y*ml*|*docker*|*podman*|*nerdctl*)
    echo "Holdfast cannot run (no Node, no VS Code found), so this call about containers is held. Ask the user to run: holdfast agents install" >&2
    exit 2 ;;
esac
exit 0
`;
}

function windowsLauncher(cli: string, runtime: string): string {
  const lines = [
    '@echo off',
    "rem Starts Holdfast's command line. Written by Holdfast; agents' hooks call it.",
    'setlocal',
    `set "cli=${join(cli, 'cli.js')}"`,
    `set "runtime=${runtime}"`,
    'set ELECTRON_RUN_AS_NODE=1',
    'if exist "%runtime%" ( "%runtime%" "%cli%" %* & exit /b )',
    'where node >nul 2>nul && ( node "%cli%" %* & exit /b )',
    'echo Holdfast cannot run: no Node, no VS Code found. Ask the user to run: holdfast agents install 1>&2',
    'exit /b 2',
    '',
  ];
  return lines.join('\r\n');
}

/** The command line by which an agent's hook is called. */
export function hookCommand(
  launcher: string,
  agent: string,
  platform: NodeJS.Platform = process.platform,
): HookCommand {
  const quoted = platform === 'win32' ? `"${launcher}"` : shellQuoted(launcher);
  return { launcher, args: ['hook', agent], line: `${quoted} hook ${agent}` };
}

function shellQuoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
