// @ts-check
// The layers of `npm test`. Those that share nothing run first and beside each other, begun in this order, so the long ones
// come first. The others follow one after another: what they measure needs the machine, the engine and VS Code for themselves.

/** @typedef {'engine' | 'browser' | 'browser-host' | 'vscode'} Need What a layer cannot do without. */

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {readonly Need[]} needs
 * @property {boolean} [alone] Whether nothing else may run at that time.
 * @property {readonly string[]} [after] Layers whose results it reads, so it waits for those of them that run at all.
 * @property {boolean} [packages] Whether it leaves the packaged extension behind when all of it passes.
 * @property {boolean} [packaged] Whether the packaged extension is what it tests.
 * @property {readonly { title: string, command: readonly string[] }[]} [steps] Each counts as one test.
 * @property {string} [data] The environment variable naming data outside of the project; without it the layer is left out.
 * @property {string} [suite] A folder of test/ whose Mocha tests are the layer.
 * @property {boolean} [secondAttempt] Whether files of it that fail, a few at most, are run once more.
 * @property {string} [program] A program that runs tests and writes their outcomes to the file in its last argument.
 */

/** @type {readonly Layer[]} */
export const LAYERS = [
  {
    name: 'static',
    needs: [],
    packages: true,
    steps: [
      { title: 'types', command: ['tsc', '-b'] },
      { title: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'] },
      {
        title: 'bundles and packages, twice the same bytes',
        command: ['npm', 'run', '--silent', 'package', '--', '--check-reproducible'],
      },
      { title: 'contents and size of the package', command: ['node', 'scripts/testing/check-package.mjs'] },
    ],
  },
  { name: 'core', needs: [], suite: 'core' },
  { name: 'corpus', needs: [], suite: 'corpus', data: 'HOLDFAST_CORPUS' },
  // The action for GitHub is tried with the bundles.
  { name: 'cli', needs: [], suite: 'cli', after: ['static'] },
  { name: 'io', needs: [], suite: 'io' },
  { name: 'fuzz', needs: [], suite: 'fuzz' },
  { name: 'repository', needs: [], suite: 'repository' },
  { name: 'server', needs: [], suite: 'server' },
  { name: 'engine', alone: true, needs: ['engine'], suite: 'engine' },
  {
    name: 'extension-host',
    alone: true,
    needs: ['vscode'],
    packaged: true,
    program: 'test/workbench/run-extension-host.ts',
  },
  {
    name: 'workbench',
    alone: true,
    packaged: true,
    needs: ['engine', 'browser', 'browser-host'],
    suite: 'workbench',
    secondAttempt: true,
  },
];
