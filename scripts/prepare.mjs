// @ts-check
// Builds the programs where they are missing, for those who install straight from the repository: pre-commit and npm.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/**
 * Whatever is printed goes to standard error: what calls npm may read a file's name from its standard output.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
function run(program, args) {
  // An npm that installs globally would have its parts do so too.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_config_(global|location|prefix)$/i.test(name)),
  );
  const { status } = spawnSync(program, args, { cwd: root, env, stdio: ['ignore', 2, 'inherit'] });
  if (status !== 0) process.exit(status ?? 1);
}

if (!existsSync(resolve(root, 'dist/cli.js'))) {
  const npm = process.env.npm_execpath;
  if (!existsSync(resolve(root, 'node_modules/esbuild')) && npm !== undefined) {
    run(process.execPath, [npm, 'ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']);
  }
  run(process.execPath, ['esbuild.mjs', '--production']);
}
