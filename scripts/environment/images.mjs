// @ts-check
// The images that the demo and the tests run. Where they cannot be pulled they are made here, from busybox and from
// Debian's packages, under the same names; the label `dev.holdfast.stands-in-for` then says so.
import { spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readlink, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { machine, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { canInstall, canUnpack, install, removeUnpacked, unpackWithLibraries } from './debian.mjs';
import { RECIPES } from './image-recipes.mjs';
import { findOnPath, run, runOrThrow } from './process.mjs';

export const STAND_IN_LABEL = 'dev.holdfast.stands-in-for';
/** Of a stand-in; one with another number than its recipe is made anew. An image that was not made here never is. */
const VERSION_LABEL = 'dev.holdfast.version';

/**
 * Makes sure that the engine has these images. One that is there is used as it is; a missing one is pulled, and where
 * that fails it is made here.
 * @param {string} host The engine, as DOCKER_HOST wants it.
 * @param {readonly (keyof typeof RECIPES)[]} [names] All but those made on demand, unless told.
 * @returns {Promise<{ available: true, standIns: readonly string[] } | { available: false, reason: string }>}
 *   `standIns` names those that were made here, now or earlier.
 */
export async function provideImages(host, names = standing()) {
  const standIns = [];
  let canPull = true;
  for (const name of names) {
    let label = await imageLabel(host, name, STAND_IN_LABEL);
    const stale = label ? (await imageLabel(host, name, VERSION_LABEL)) !== (recipeOf(name).version ?? '') : false;
    if (label === undefined || stale) {
      if (!stale) canPull &&= await pull(host, name);
      if (!canPull || stale) {
        try {
          await make(host, name);
        } catch (error) {
          return {
            available: false,
            reason: `the image ${name} can neither be pulled nor made: ${/** @type {Error} */ (error).message}`,
          };
        }
      }
      label = await imageLabel(host, name, STAND_IN_LABEL);
    }
    if (label) standIns.push(name);
  }
  return { available: true, standIns };
}

function standing() {
  const all = /** @type {(keyof typeof RECIPES)[]} */ (Object.keys(RECIPES));
  return all.filter((name) => !recipeOf(name).onDemand);
}

/**
 * @param {keyof typeof RECIPES} name
 * @returns {import('./image-recipes.mjs').Recipe}
 */
function recipeOf(name) {
  return RECIPES[name];
}

/**
 * @param {string} host
 * @param {string} name
 * @param {string} label
 * @returns {Promise<string | undefined>} Empty for an image without it, undefined when there is no such image.
 */
async function imageLabel(host, name, label) {
  const format = `{{index .Config.Labels "${label}"}}`;
  const { code, stdout } = await run('docker', ['-H', host, 'image', 'inspect', '--format', format, name]);
  return code === 0 ? stdout.trim() : undefined;
}

/**
 * @param {string} host
 * @param {string} name
 */
async function pull(host, name) {
  const { code } = await run('docker', ['-H', host, 'pull', '--quiet', name], { timeoutMs: 300_000 });
  if (code === 0) console.log(`Pulled the image ${name}.`);
  return code === 0;
}

/**
 * @param {string} host
 * @param {keyof typeof RECIPES} name
 */
async function make(host, name) {
  if (process.platform !== 'linux' || !canUnpack()) throw new Error('it needs Debian packages');
  const recipe = recipeOf(name);
  console.log(`Making a stand-in for the image ${name}: ${recipe.what}.`);
  const root = await mkdtemp(join(tmpdir(), 'holdfast-image-'));
  try {
    await layOutBusybox(root);
    if (recipe.packages.length > 0) await addPrograms(root, recipe);
    for (const [path, text] of Object.entries(recipe.files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
      if (path.includes('/bin/')) await chmod(join(root, path), 0o755);
    }
    const changes = [
      `LABEL ${STAND_IN_LABEL}="${name}" dev.holdfast.what="${recipe.what}"`,
      ...(recipe.version ? [`LABEL ${VERSION_LABEL}=${recipe.version}`] : []),
      'ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      ...recipe.changes,
    ];
    await importTree(host, root, name, changes);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/**
 * A root folder with busybox and a link for each of its commands.
 * @param {string} root
 */
async function layOutBusybox(root) {
  if (!findOnPath('busybox') && canInstall()) await install(['busybox-static'], 'the base of the test images');
  const busybox = findOnPath('busybox');
  if (!busybox) throw new Error('busybox is not installed');
  for (const folder of ['bin', 'etc', 'tmp', 'root', 'proc', 'sys', 'dev', 'run', 'usr/bin', 'usr/sbin', 'var/lib']) {
    await mkdir(join(root, folder), { recursive: true });
  }
  await symlink('bin', join(root, 'sbin'));
  await symlink('/run', join(root, 'var/run'));
  await chmod(join(root, 'tmp'), 0o1777);
  await cp(await realpath(busybox), join(root, 'bin/busybox'));
  for (const command of (await runOrThrow(busybox, ['--list'])).trim().split('\n')) {
    if (command !== 'busybox') await symlink('busybox', join(root, 'bin', command));
  }
  await symlink('/bin/env', join(root, 'usr/bin/env'));
  await writeFile(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\nservice:x:70:70::/var/lib:/bin/sh\n');
  await writeFile(join(root, 'etc/group'), 'root:x:0:\nservice:x:70:\n');
}

/**
 * Copies programs out of Debian packages, and beside them the libraries that the loader says they need.
 * @param {string} root
 * @param {import('./image-recipes.mjs').Recipe} recipe
 */
async function addPrograms(root, recipe) {
  const files = await unpackWithLibraries(recipe.packages, (name) => /^lib(?!llvm|perl)|^zlib|^tzdata$/.test(name));
  const libraries = ['lib', 'usr/lib'].map((folder) => join(files, folder, `${machine()}-linux-gnu`));
  const loader = await findLoader(files);
  for (const path of recipe.copy) await cp(join(files, path), join(root, path), { recursive: true });
  for (const program of recipe.programs) {
    const shown = await runOrThrow(loader, ['--library-path', libraries.join(':'), '--list', join(files, program)]);
    for (const [, library] of shown.matchAll(/=> (\S+)/g)) {
      if (!library?.startsWith(files)) throw new Error(`${program} needs ${library}, which its packages do not hold`);
      const target = join(root, 'usr/lib', basename(library));
      await mkdir(dirname(target), { recursive: true });
      await cp(await realpath(library), target);
    }
    if (!recipe.copy.some((path) => program.startsWith(path))) {
      await mkdir(dirname(join(root, program)), { recursive: true });
      await cp(await realpath(join(files, program)), join(root, program));
    }
  }
  const place = machine() === 'x86_64' ? 'lib64' : 'lib';
  await mkdir(join(root, place), { recursive: true });
  await cp(await realpath(loader), join(root, place, basename(loader)));
  await removeUnpacked(files);
}

/** @param {string} files */
async function findLoader(files) {
  for (const folder of ['lib64', 'usr/lib64', 'lib', `lib/${machine()}-linux-gnu`]) {
    const names = await readdir(join(files, folder)).catch(() => []);
    const loader = names.find((name) => name.startsWith('ld-linux'));
    if (!loader) continue;
    const path = join(files, folder, loader);
    const target = await readlink(path).catch(() => loader);
    // The link in the package is absolute; here it must lead into the unpacked files.
    return target.startsWith('/') ? join(files, target) : join(dirname(path), target);
  }
  throw new Error('the packages hold no loader');
}

/**
 * @param {string} host
 * @param {string} root
 * @param {string} name
 * @param {readonly string[]} changes
 */
async function importTree(host, root, name, changes) {
  const tar = spawn('tar', ['--owner=0', '--group=0', '--numeric-owner', '-C', root, '-c', '.'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const options = changes.flatMap((change) => ['--change', change]);
  const docker = spawn('docker', ['-H', host, 'import', ...options, '-', name], {
    stdio: [tar.stdout, 'ignore', 'pipe'],
  });
  let said = '';
  docker.stderr.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  const code = await new Promise((resolve) => {
    docker.on('error', () => resolve(127));
    docker.on('close', resolve);
  });
  tar.kill();
  if (code !== 0) throw new Error(`docker import ended with code ${code}: ${said.trim()}`);
}
