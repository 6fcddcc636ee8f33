// @ts-check
// Bundles Holdfast for production and packages it as build/holdfast.vsix.
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runOrThrow } from './environment/process.mjs';

const root = resolve(import.meta.dirname, '..');
const vsce = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'vsce.cmd' : 'vsce');
const file = join(root, 'build', 'holdfast.vsix');

await runOrThrow(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
mkdirSync(join(root, 'build'), { recursive: true });
const options = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', file];
const said = await runOrThrow(vsce, ['package', ...options], { cwd: root });
console.log(said.trim().split('\n').at(-1)?.trim());
