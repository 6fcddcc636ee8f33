// @ts-check

import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath } from './cache.mjs';
import { canUnpack, unpackWithLibraries } from './debian.mjs';
import { findOnPath, run } from './process.mjs';

/**
 * docker-compose 1, as people on older systems have it: the one that is installed, otherwise Debian's, unpacked beside
 * the system with the Python packages that it needs.
 * @returns {Promise<{ available: true, folder: string, version: string } | { available: false, reason: string }>}
 *   A folder in which `docker-compose` lies.
 */
export async function provideComposeV1() {
  const installed = findOnPath('docker-compose');
  if (installed) {
    const version = await versionOf(installed);
    if (version.startsWith('1.')) return { available: true, folder: join(installed, '..'), version };
  }
  const folder = cachePath('compose-v1');
  const program = join(folder, 'docker-compose');
  if (!(existsSync(program) && (await versionOf(program)) !== '')) {
    if (!canUnpack()) return { available: false, reason: 'docker-compose 1 is not installed, and this is no Debian' };
    if (!existsSync('/usr/bin/python3')) return { available: false, reason: 'docker-compose 1 needs Python' };
    console.log("Unpacking Debian's docker-compose 1 into the cache folder.");
    try {
      const files = await unpackWithLibraries(['docker-compose'], (name) => /^python3-/.test(name));
      const packages = join(files, 'usr/lib/python3/dist-packages');
      await mkdir(folder, { recursive: true });
      const start = `PYTHONPATH='${packages}' exec /usr/bin/python3 '${join(files, 'usr/bin/docker-compose')}' "$@"`;
      await writeFile(program, `#!/bin/sh\n${start}\n`);
      await chmod(program, 0o755);
    } catch (error) {
      const { message } = /** @type {Error} */ (error);
      return { available: false, reason: `docker-compose 1 could not be unpacked: ${message}` };
    }
  }
  const version = await versionOf(program);
  return version.startsWith('1.')
    ? { available: true, folder, version }
    : { available: false, reason: 'docker-compose 1 does not run here' };
}

/** @param {string} program */
async function versionOf(program) {
  const { code, stdout } = await run(program, ['version', '--short']);
  return code === 0 ? stdout.trim() : '';
}
