// @ts-check
// Other people's language servers and linters for Compose files, to compare with and to run beside.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** The versions that are compared; newer ones are a change to this file and to docs/comparison.md. */
export const versions = /** @type {const} */ ({
  '@microsoft/compose-language-service': '1.0.0',
  'yaml-language-server': '2.0.0',
  dclint: '3.1.0',
});

/**
 * Installs the peers into the cache folder, unless they are there.
 * @returns {string} The folder with their packages.
 * @throws {Error} When npm can't install them.
 */
export function installPeers() {
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  const folder = path.join(cache, 'holdfast', 'peers');
  const modules = path.join(folder, 'node_modules');
  const isThere = Object.entries(versions).every(([name, version]) => {
    const manifest = path.join(modules, name, 'package.json');
    return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === version;
  });
  if (isThere) return modules;
  const names = Object.entries(versions).map((pair) => pair.join('@'));
  console.log(`installing ${names.join(', ')} into ${folder}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: versions }, null, 2));
  // Two of them ask for Node 22; all of them run on 20.
  execFileSync('npm', ['install', '--engine-strict=false', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
    timeout: 300_000,
  });
  return modules;
}
