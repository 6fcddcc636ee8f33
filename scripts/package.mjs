// @ts-check
// Bundles Holdfast for production and packages it as build/holdfast.vsix, and its command line as build/holdfast-VERSION.tgz.
//
//   npm run package
//   npm run package -- --check-reproducible     builds twice and compares the bytes
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run, runOrThrow } from './environment/process.mjs';
import { writeBillOfMaterials, writeLicences } from './packaging/bundled-packages.mjs';
import { packCommandLine } from './packaging/command-line-package.mjs';

const root = resolve(import.meta.dirname, '..');
const vsce = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'vsce.cmd' : 'vsce');
const vsix = join(root, 'build', 'holdfast.vsix');

const first = await build();
if (process.argv.includes('--check-reproducible')) {
  const second = await build();
  for (const [name, hash] of Object.entries(first)) {
    const same = hash === second[name];
    console.log(`${name}: ${same ? `twice the same bytes, SHA-256 ${hash}` : 'the second build has other bytes'}`);
    if (!same) process.exitCode = 1;
  }
}

/** @returns {Promise<Record<string, string>>} the SHA-256 of each package by its name */
async function build() {
  await runOrThrow(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
  mkdirSync(join(root, 'build'), { recursive: true });
  const date = await dateOfSources();
  writeLicences(root, join(root, 'dist', 'third-party-licences.txt'));
  await writeBillOfMaterials(root, join(root, 'dist', 'sbom.cdx.json'), date);
  // With this, vsce writes the files in one order and with one time; zip files have local times.
  const env = { SOURCE_DATE_EPOCH: String(date.getTime() / 1000), TZ: 'UTC' };
  const options = ['--no-dependencies', ...linkOptions(), '--out', vsix];
  const said = await runOrThrow(vsce, ['package', ...options], { cwd: root, env });
  console.log(said.trim().split('\n').at(-1)?.trim());
  const tarball = await packCommandLine(root, join(root, 'build'));
  return { 'holdfast.vsix': hashOf(vsix), 'the command line': hashOf(tarball) };
}

/**
 * The README's links and pictures lead into the repository where package.json names one, as a release does; otherwise they
 * stay relative.
 */
function linkOptions() {
  const { repository } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return repository ? [] : ['--allow-missing-repository', '--no-rewrite-relative-links'];
}

/** The time of the last commit, or a fixed one where there is no repository. */
async function dateOfSources() {
  const { code, stdout } = await run('git', ['log', '-1', '--format=%ct'], { cwd: root });
  const seconds = code === 0 ? Number(stdout.trim()) : 0;
  return new Date((seconds || Date.UTC(2026, 0, 1) / 1000) * 1000);
}

/** @param {string} file */
function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
