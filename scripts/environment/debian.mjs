// @ts-check
// Debian and Ubuntu packages: installed for root where that is needed, otherwise only unpacked into the cache folder.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cachePath } from './cache.mjs';
import { findOnPath, run, runOrThrow } from './process.mjs';

const MAIN_ARCHIVE = ['indextargets', '--format', '$(REPO_URI)', 'Created-By: Packages', 'Origin: Debian'];

/** @returns {boolean} Whether packages can be installed here without asking anybody. */
export function canInstall() {
  return process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/** @returns {boolean} Whether packages can at least be fetched and unpacked. */
export function canUnpack() {
  return findOnPath('apt-get') !== undefined && findOnPath('dpkg-deb') !== undefined;
}

/** @type {Promise<unknown> | undefined} */
let updated;

/**
 * Installs the packages among these that are missing.
 * @param {readonly string[]} packages
 * @param {string} purpose For the printed line.
 * @throws {Error} When apt-get fails.
 */
export async function install(packages, purpose) {
  const { stdout } = await run('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n', ...packages]);
  const present = new Set(stdout.split('\n').flatMap((line) => (line.includes(' ii') ? [line.split(' ')[0]] : [])));
  const missing = packages.filter((name) => !present.has(name));
  if (missing.length === 0) return;
  console.log(`Installing Debian packages ${missing.join(', ')} (${purpose}).`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  updated ??= runOrThrow('apt-get', ['update'], { env });
  await updated;
  await runOrThrow('apt-get', ['install', '-y', '--no-install-recommends', ...missing], { env });
}

/**
 * Fetches packages of another Debian suite, without touching the machine's own package lists, and unpacks them.
 * @param {string} suite
 * @param {readonly string[]} packages
 * @returns {Promise<string>} The folder that holds their files.
 * @throws {Error} When this machine has no Debian mirror, or a step fails.
 */
export async function unpackFromSuite(suite, packages) {
  const mirror = await debianMirror();
  const home = cachePath('apt', suite);
  const source = join(home, 'debian.sources');
  await makeFolders(home);
  await writeFile(
    source,
    `Types: deb\nURIs: ${mirror}\nSuites: ${suite}\nComponents: main\n` +
      'Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n',
  );
  const own = [
    `-oDir::Etc::sourcelist=${source}`,
    '-oDir::Etc::sourceparts=-',
    `-oDir::State::Lists=${join(home, 'lists')}`,
    `-oDir::Cache=${join(home, 'cache')}`,
    '-oAPT::Sandbox::User=root',
  ];
  await runOrThrow('apt-get', [...own, 'update']);
  return unpack(home, own, packages);
}

/**
 * Fetches packages and the libraries they need from the machine's own suite and unpacks them; installs nothing.
 * @param {readonly string[]} packages
 * @param {(name: string) => boolean} wanted Which of the packages they depend on are needed too.
 * @returns {Promise<string>} The folder that holds their files.
 * @throws {Error} When a step fails.
 */
export async function unpackWithLibraries(packages, wanted) {
  const home = cachePath('apt', packages.join('+'));
  await makeFolders(home);
  const nothingInstalled = join(home, 'status');
  await writeFile(nothingInstalled, '');
  if (canInstall()) updated ??= runOrThrow('apt-get', ['update']);
  await updated;
  const plan = await runOrThrow('apt-get', [
    `-oDir::State::status=${nothingInstalled}`,
    ...['--no-install-recommends', '-s', 'install', ...packages],
  ]);
  const names = [...plan.matchAll(/^Inst (\S+)/gm)].map((match) => String(match[1]));
  return unpack(
    home,
    ['-oAPT::Sandbox::User=root'],
    names.filter((name) => packages.includes(name) || wanted(name)),
  );
}

/**
 * Removes unpacked packages when what is wanted of them has been copied; they take hundreds of megabytes.
 * @param {string} files The folder that holds their files, as unpacking gave it.
 */
export async function removeUnpacked(files) {
  await rm(dirname(files), { recursive: true, force: true });
}

/** @returns {Promise<string>} The address of the mirror this machine already uses for Debian's main archive. */
async function debianMirror() {
  let { stdout } = await run('apt-get', [...MAIN_ARCHIVE, 'Label: Debian']);
  if (stdout.trim() === '' && canInstall()) {
    updated ??= runOrThrow('apt-get', ['update']);
    await updated;
    ({ stdout } = await run('apt-get', [...MAIN_ARCHIVE, 'Label: Debian']));
  }
  const mirror = stdout.trim().split('\n')[0];
  if (!mirror) throw new Error('this machine uses no Debian mirror');
  return mirror;
}

/** @param {string} home */
async function makeFolders(home) {
  await rm(join(home, 'files'), { recursive: true, force: true });
  for (const folder of ['lists/partial', 'cache/archives/partial', 'packages', 'files']) {
    await mkdir(join(home, folder), { recursive: true });
  }
}

/**
 * @param {string} home
 * @param {readonly string[]} options
 * @param {readonly string[]} packages
 */
async function unpack(home, options, packages) {
  await runOrThrow('apt-get', [...options, 'download', ...packages], { cwd: join(home, 'packages') });
  for (const file of await readdir(join(home, 'packages'))) {
    await runOrThrow('dpkg-deb', ['-x', join(home, 'packages', file), join(home, 'files')]);
  }
  await rm(join(home, 'packages'), { recursive: true });
  return join(home, 'files');
}
