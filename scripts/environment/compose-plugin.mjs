// @ts-check
import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { canInstall, canUnpack, removeUnpacked, unpackFromSuite } from './debian.mjs';
import { findOnPath, run } from './process.mjs';

const PLUGINS = /** @type {const} */ ({ compose: 'docker-compose', buildx: 'docker-buildx' });

/**
 * Docker's compose and buildx plugins: those installed, otherwise Debian 13's, copied into the user's plugin folder
 * (Debian 12 has neither).
 * @returns {Promise<{ available: true, compose: string, buildx: string } | { available: false, reason: string }>}
 *   Their versions.
 */
export async function provideComposePlugin() {
  if (!findOnPath('docker')) return { available: false, reason: 'the docker client is not installed' };
  const before = await versions();
  const missing = Object.entries(PLUGINS).filter(([name]) => !before[/** @type {'compose' | 'buildx'} */ (name)]);
  if (missing.length > 0 && canUnpack() && (canInstall() || process.platform === 'linux')) {
    const packages = missing.map(([, name]) => name);
    console.log(`Installing ${packages.join(' and ')} from Debian 13 into the Docker plugin folder.`);
    try {
      const files = await unpackFromSuite('trixie', packages);
      const folder = join(process.env.DOCKER_CONFIG || join(homedir(), '.docker'), 'cli-plugins');
      await mkdir(folder, { recursive: true });
      for (const name of packages) {
        await copyFile(join(files, 'usr/libexec/docker/cli-plugins', name), join(folder, name));
        await chmod(join(folder, name), 0o755);
      }
      await removeUnpacked(files);
    } catch (error) {
      return {
        available: false,
        reason: `the compose plugin could not be installed: ${/** @type {Error} */ (error).message}`,
      };
    }
  }
  const { compose, buildx } = missing.length > 0 ? await versions() : before;
  if (!compose) return { available: false, reason: '`docker compose` is not installed' };
  if (!buildx) return { available: false, reason: '`docker buildx` is not installed' };
  return { available: true, compose, buildx };
}

/** @returns {Promise<{ compose: string, buildx: string }>} Empty where a plugin is missing. */
async function versions() {
  const compose = await run('docker', ['compose', 'version', '--short']);
  const buildx = await run('docker', ['buildx', 'version']);
  return {
    compose: compose.code === 0 ? compose.stdout.trim() : '',
    buildx: buildx.code === 0 ? (buildx.stdout.split(' ')[1] ?? '') : '',
  };
}
