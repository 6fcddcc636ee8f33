// @ts-check
// The layers of `npm test`, in the order in which they run: the quick and pure ones first.

/** @typedef {'engine' | 'browser' | 'browser-host' | 'vscode'} Need What a layer cannot do without. */

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {readonly Need[]} needs
 * @property {boolean} [packaged] Whether the packaged extension is what it tests.
 * @property {readonly { title: string, command: readonly string[] }[]} [steps] Each counts as one test.
 * @property {string} [data] The environment variable naming data outside of the project; without it the layer is left out.
 * @property {string} [suite] A folder of test/ whose Mocha tests are the layer.
 * @property {string} [program] A program that runs tests and writes their outcomes to the file in its last argument.
 */

/** @type {readonly Layer[]} */
export const LAYERS = [
  {
    name: 'static',
    needs: [],
    steps: [
      { title: 'types', command: ['tsc', '-b'] },
      { title: 'lint and format', command: ['biome', 'check', '--error-on-warnings', '.'] },
      { title: 'generated files are fresh', command: ['npm', 'run', '--silent', 'generate', '--', '--check'] },
      {
        title: 'bundles and packages, twice the same bytes',
        command: ['npm', 'run', '--silent', 'package', '--', '--check-reproducible'],
      },
      { title: 'contents and size of the package', command: ['node', 'scripts/testing/check-package.mjs'] },
    ],
  },
  { name: 'core', needs: [], suite: 'core' },
  { name: 'corpus', needs: [], suite: 'corpus', data: 'HOLDFAST_CORPUS' },
  { name: 'cli', needs: [], suite: 'cli' },
  { name: 'io', needs: [], suite: 'io' },
  { name: 'server', needs: [], suite: 'server' },
  { name: 'fuzz', needs: [], suite: 'fuzz' },
  { name: 'repository', needs: [], suite: 'repository' },
  { name: 'engine', needs: ['engine'], suite: 'engine' },
  {
    name: 'extension-host',
    needs: ['vscode'],
    packaged: true,
    program: 'test/workbench/run-extension-host.ts',
  },
  { name: 'workbench', packaged: true, needs: ['engine', 'browser', 'browser-host'], suite: 'workbench' },
];
