// @ts-check
// Builds the programs where they are missing, for those who install straight from the repository: pre-commit and npm.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
if (!existsSync(resolve(root, 'dist/cli.js'))) {
  // npm's own output must be all that is on standard output: pre-commit reads a file's name from it.
  const stdio = /** @type {const} */ (['ignore', 2, 'inherit']);
  const { status } = spawnSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root, stdio: [...stdio] });
  process.exitCode = status ?? 1;
}
