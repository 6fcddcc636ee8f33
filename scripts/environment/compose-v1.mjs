// @ts-check

import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachePath } from './cache.mjs';
import { canInstall, canUnpack, install, unpackWithLibraries } from './debian.mjs';
import { findOnPath, run } from './process.mjs';

const PYTHON = '/usr/bin/python3';

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
    try {
      if (!existsSync(PYTHON) && canInstall()) await install(['python3'], 'docker-compose 1 is written in it');
      if (!existsSync(PYTHON)) return { available: false, reason: 'docker-compose 1 needs Python' };
      console.log("Unpacking Debian's docker-compose 1 into the cache folder.");
      const files = await unpackWithLibraries(['docker-compose'], (name) => /^python3-/.test(name));
      const packages = [join(files, 'usr/lib/python3/dist-packages'), ...(await wholeDistutils(files))].join(':');
      await mkdir(folder, { recursive: true });
      const start = `PYTHONPATH='${packages}' exec ${PYTHON} '${join(files, 'usr/bin/docker-compose')}' "$@"`;
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

/**
 * Debian keeps most of Python's `distutils` in a package of its own, and its beginning with Python; a program needs both in
 * one folder.
 * @param {string} files The unpacked packages.
 * @returns {Promise<string[]>} The folders in which Python finds it; none where the packages do not hold it.
 */
async function wholeDistutils(files) {
  const names = await readdir(join(files, 'usr/lib'));
  const found = names.filter((name) => existsSync(join(files, 'usr/lib', name, 'distutils')));
  for (const name of found) {
    const part = join('/usr/lib', name, 'distutils');
    if (existsSync(part)) await cp(part, join(files, 'usr/lib', name, 'distutils'), { recursive: true });
  }
  return found.map((name) => join(files, 'usr/lib', name));
}

/** @param {string} program */
async function versionOf(program) {
  const { code, stdout } = await run(program, ['version', '--short']);
  return code === 0 ? stdout.trim() : '';
}
