// @ts-check
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, relative, resolve } from 'node:path';
import { build, context, transform } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** What dockerode brings for building images and for its own way through SSH; Holdfast does neither with it. */
const leftOut = ['@balena/dockerignore', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'ssh2', 'tar-fs'];

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
  alias: Object.fromEntries(leftOut.map((name) => [name, './scripts/bundling/left-out.cjs'])),
};

const heavyLibraries = leftOut.map((name) => `node_modules/${name}`);

/** What must not be in a bundle, as the start of an input's path or of an external import. */
const forbidden = {
  extension: heavyLibraries,
  server: ['vscode', ...heavyLibraries],
  main: ['vscode', 'node_modules/vscode-languageserver', 'node_modules/vscode-languageclient', ...heavyLibraries],
};

/** What must not be loaded before something needs it, by the start of an input's path. */
const forbiddenAtStart = [
  'node_modules/vscode-languageclient',
  'node_modules/dockerode',
  'node_modules/yaml',
  'core/project/load-project',
  'core/spec',
  'src/stack-view',
  'io/engine',
];

/** Parts of the command line that are loaded by themselves: a hook runs before each step of an agent and must not wait. */
const parts = {
  hook: 'cli/hooks/run-hook.ts',
  shim: 'cli/run-shim.ts',
  'judge-shell': 'cli/hooks/judge-shell.ts',
  'harmless-edit': 'core/guard/harmless-edit.ts',
  'judge-project': 'cli/hooks/judge-project.ts',
  'keep-edit': 'cli/hooks/keep-edit.ts',
  'check-content': 'core/spec/validate.ts',
  'project-settings': 'core/settings/project-settings.ts',
  'keyed-hash': 'io/state/keyed-hash.ts',
  'parse-yaml': 'core/yaml/parse-piece.ts',
};

/** Parts of the extension's guard: it stands before there is a project to judge. */
const guardParts = {
  judge: 'io/watch/create-judge.ts',
  'project-settings': 'core/settings/project-settings.ts',
};

/** How late functions of the extension say what they load; esbuild would turn a `require` into one of another file. */
const lateRequire = 'requireLate';

/**
 * Functions of parts that are loaded when they are first called, by the folder of those who call them.
 *
 * @typedef {{ part: string, from: string, names: string[] }} Late
 */

/** @type {Late[]} */
const lateInGuard = [
  { part: 'judge', from: 'src/guard', names: ['createProjectJudge', 'createQuickJudge'] },
  { part: 'project-settings', from: 'io/policy', names: ['readProjectSettings'] },
];

/**
 * What a file may contain is asked only for the list of
 * problems, which a judgement mostly does without; signatures and .holdfast.yaml are read when there are any; and the parser is
 * not needed for what is plain.
 *
 * @type {Late[]}
 */
const lateInHook = [
  { part: 'check-content', from: 'core/project', names: ['problemsOf'] },
  { part: 'project-settings', from: 'io/policy', names: ['readProjectSettings'] },
  { part: 'keyed-hash', from: 'io/policy', names: ['openKeyedHash'] },
  { part: 'parse-yaml', from: 'core/yaml', names: ['parsePiece'] },
];

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  {
    ...shared,
    entryPoints: { extension: 'src/extension.ts', ...atParts(guardParts) },
    outdir: 'dist',
    // Code can only be split in ES modules, so it is split there and then turned into what VS Code loads.
    format: 'esm',
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    write: false,
    sourcemap: production ? false : 'inline',
    plugins: [callLate(guardParts, lateInGuard, lateRequire), { name: 'to-common-js', setup: writeAsCommonJs }],
  },
  { ...shared, entryPoints: { server: 'server/main.ts' }, outdir: 'dist' },
  { ...shared, entryPoints: { cli: 'cli/start.ts' }, outdir: 'dist', banner: { js: '#!/usr/bin/env node' } },
  {
    ...shared,
    entryPoints: { main: 'cli/main.ts', ...parts },
    outdir: 'dist/chunks',
    minify: true,
    supported: { 'dynamic-import': false },
    // The build for browsers is the one in ES modules, of which only what is used gets in.
    alias: { ...shared.alias, yaml: './node_modules/yaml/browser/dist/index.js' },
    plugins: [callLate(parts, lateInHook, 'require'), { name: 'parts', setup: leavePartsOut }],
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

/** @param {Readonly<Record<string, string>>} sources */
function atParts(sources) {
  return Object.fromEntries(Object.entries(sources).map(([part, source]) => [`parts/${part}`, source]));
}

/**
 * Functions of a part, each of which loads the part when it is called.
 *
 * @param {Readonly<Record<string, string>>} sources Of each part.
 * @param {readonly Late[]} late
 * @param {string} require The function that loads a part.
 * @returns {import('esbuild').Plugin}
 */
function callLate(sources, late, require) {
  return {
    name: 'call-late',
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\// }, ({ importer, path, resolveDir }) => {
        const found = late.find(({ part, from }) => {
          const isPart = resolve(resolveDir, path) === resolve(sources[part] ?? '');
          return isPart && dirname(importer) === resolve(from);
        });
        return found && { path: found.part, namespace: 'late' };
      });
      build.onResolve({ filter: /./, namespace: 'late' }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => {
        const names = late.find(({ part }) => part === path)?.names ?? [];
        const calls = names.map(
          (name) => `export const ${name} = (...given) => ${require}('./${path}.js').${name}(...given);`,
        );
        return { contents: calls.join('\n') };
      });
    },
  };
}

/**
 * Writes ES modules as CommonJS, in which an import() becomes a require() of its own, and removes parts that are no more.
 *
 * @param {import('esbuild').PluginBuild} bundle
 */
function writeAsCommonJs(bundle) {
  bundle.onEnd(async ({ errors, outputFiles = [] }) => {
    // While watching, what was built before stays until the source is whole again.
    if (errors.length > 0) return;
    const written = new Set();
    for (const { path, text } of outputFiles) {
      const toParts = relative(dirname(path), resolve('dist/parts')) || '.';
      const placed = text.replaceAll(`${lateRequire}("./`, `require("./${toParts}/`);
      const { code, map } = await transform(placed, {
        format: 'cjs',
        platform: 'node',
        target: shared.target ?? 'node20',
        supported: { 'dynamic-import': false },
        minify: production,
        sourcemap: production ? false : 'external',
        sourcefile: relative(dirname(path), path),
      });
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, production ? code : `${code}//# sourceMappingURL=${basename(path)}.map\n`);
      if (!production) writeFileSync(`${path}.map`, map);
      written.add(basename(path));
    }
    for (const name of readdirSync('dist/parts')) {
      if (!written.has(name.replace(/\.map$/, ''))) rmSync(resolve('dist/parts', name), { force: true });
    }
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
  for (const path of name === 'extension' ? inputsAtStart(metafile, 'dist/extension.js') : []) {
    const hit = forbiddenAtStart.find((prefix) => path.startsWith(prefix));
    if (hit) throw new Error(`${name} loads ${path} at its start`);
  }
  for (const input of Object.keys(metafile.inputs)) {
    const hit = banned.find((prefix) => prefix.includes('/') && input.startsWith(`${prefix}/`));
    if (hit) throw new Error(`${name} contains ${input}`);
  }
}

/**
 * What an output and the parts that it imports statically are made of.
 *
 * @param {import('esbuild').Metafile} metafile
 * @param {string} output
 * @returns {string[]}
 */
function inputsAtStart(metafile, output, seen = new Set([output])) {
  const { inputs = {}, imports = [] } = metafile.outputs[output] ?? {};
  const below = imports.filter(({ kind, path }) => kind === 'import-statement' && path in metafile.outputs);
  return [
    ...Object.keys(inputs),
    ...below.flatMap(({ path }) => (seen.has(path) ? [] : inputsAtStart(metafile, path, seen.add(path)))),
  ];
}

/**
 * Says when rebuilding begins and ends, in the words by which .vscode/tasks.json knows it.
 *
 * @returns {import('esbuild').Plugin}
 */
function tellOfBuilds() {
  let running = 0;
  let faults = 0;
  return {
    name: 'tell-of-builds',
    setup(bundle) {
      bundle.onStart(() => {
        running += 1;
        if (running > 1) return;
        faults = 0;
        console.log('building');
      });
      bundle.onEnd(({ errors }) => {
        running -= 1;
        faults += errors.length;
        if (running > 0) return;
        const at = new Date().toLocaleTimeString();
        console.log(faults === 0 ? `built at ${at}` : `not built at ${at}: the errors stand above`);
      });
    },
  };
}

mkdirSync('dist/chunks/cache', { recursive: true });
// Node reads the nearest package.json before it runs a file; the extension's own is large, and hooks are to be quick.
writeFileSync('dist/package.json', `${JSON.stringify({ type: 'commonjs' })}\n`);
if (watch) {
  const tell = tellOfBuilds();
  const contexts = await Promise.all(
    bundles.map((options) => context({ ...options, plugins: [...(options.plugins ?? []), tell] })),
  );
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  /** What each bundle is made of, for the list of what the package contains. @type {Set<string>} */
  const sources = new Set();
  for (const options of bundles) {
    const result = await build(options);
    for (const source of Object.keys(result.metafile?.inputs ?? {})) sources.add(source);
    const [name] = Object.keys(/** @type {Record<string, string>} */ (options.entryPoints));
    if (result.metafile) checkContents(name ?? '', result.metafile);
  }
  mkdirSync('build', { recursive: true });
  writeFileSync('build/bundled-sources.json', JSON.stringify([...sources].sort(), null, 1));
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  console.log(`built holdfast ${version}${production ? ' for production' : ''}`);
}
