// @ts-check
import { readFileSync } from 'node:fs';
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
  cli: ['vscode', 'node_modules/vscode-languageserver', 'node_modules/vscode-languageclient'],
};

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  { ...shared, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist' },
  { ...shared, entryPoints: { server: 'server/main.ts' }, outdir: 'dist' },
  { ...shared, entryPoints: { cli: 'cli/main.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
];

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
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  console.log(`built holdfast ${version}${production ? ' for production' : ''}`);
}
