// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from './process.mjs';

const root = resolve(import.meta.dirname, '../..');
const OLDEST_NODE = /** @type {const} */ ([20, 19]);

/**
 * Installs the packages that package-lock.json names, when node_modules is missing or differs from it.
 * @throws {Error} When Node is too old or npm fails.
 */
export async function provideDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Error(`Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}`);
  }
  if (isFresh()) return;
  console.log('Installing the npm packages of package-lock.json into node_modules.');
  const { code } = await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: root, output: 'inherit' });
  if (code !== 0) throw new Error(`npm ci ended with code ${code}`);
}

/** Whether what npm noted in node_modules has the versions that package-lock.json wants. */
function isFresh() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const has = versionsIn(installed);
  const wants = versionsIn(join(root, 'package-lock.json'));
  return Object.entries(wants).every(([path, { version, optional }]) => {
    const found = has[path];
    return found ? found.version === version : path === '' || optional === true;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version: string, optional?: boolean }>}
 */
function versionsIn(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages;
}
