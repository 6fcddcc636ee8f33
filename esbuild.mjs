// @ts-check
import { mkdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['vscode', 'cpu-features', './crypto/build/Release/sshcrypto.node'],
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
};

/** What must not be in a bundle, as the start of an input's path or of an external import. */
const forbidden = {
  server: ['vscode'],
  main: ['vscode', 'node_modules/vscode-languageserver', 'node_modules/vscode-languageclient'],
};

/** Parts of the command line that are loaded by themselves: a hook runs before each step of an agent and must not wait. */
const parts = {
  hook: 'cli/hooks/run-hook.ts',
  'judge-shell': 'cli/hooks/judge-shell.ts',
  'judge-project': 'cli/hooks/judge-project.ts',
  'keep-edit': 'cli/hooks/keep-edit.ts',
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...shared, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist' },
  { ...shared, entryPoints: { server: 'server/main.ts' }, outdir: 'dist' },
  { ...shared, entryPoints: { cli: 'cli/start.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
  {
    ...shared,
    entryPoints: { main: 'cli/main.ts', ...parts },
    outdir: 'dist/chunks',
    minify: true,
    supported: { 'dynamic-import': false },
    // The build for browsers is the one in ES modules, of which only what is used gets in.
    alias: { yaml: './node_modules/yaml/browser/dist/index.js' },
    plugins: [{ name: 'parts', setup: leavePartsOut }],
  },
];

/**
 * An import() of a part becomes a require of its own file, so that it is loaded only when it is needed.
 *
 * @param {import('esbuild').PluginBuild} build
 */
function leavePartsOut(build) {
  build.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, resolveDir }) => {
    if (kind !== 'dynamic-import') return undefined;
    const target = resolve(resolveDir, path);
    const part = Object.entries(parts).find(([, source]) => resolve(source) === target);
    return part && { path: `./${part[0]}.js`, external: true };
  });
}

/**
 * @param {string} name
 * @param {import('esbuild').Metafile} metafile
 */
function checkContents(name, metafile) {
  const banned = forbidden[/** @type {keyof typeof forbidden} */ (name)] ?? [];
  for (const output of Object.values(metafile.outputs)) {
    for (const item of output.imports) {
      if (item.external && banned.includes(item.path)) throw new Error(`${name} imports ${item.path}`);
    }
  }
  for (const input of Object.keys(metafile.inputs)) {
    const hit = banned.find((prefix) => prefix.includes('/') && input.startsWith(`${prefix}/`));
    if (hit) throw new Error(`${name} contains ${input}`);
  }
}

if (watch) {
  for (const options of bundles) await (await context(options)).watch();
} else {
  for (const options of bundles) {
    const result = await build(options);
    const [name] = Object.keys(/** @type {Record<string, string>} */ (options.entryPoints));
    if (result.metafile) checkContents(name ?? '', result.metafile);
  }
  mkdirSync('dist/chunks/cache', { recursive: true });
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  console.log(`built holdfast ${version}${production ? ' for production' : ''}`);
}
