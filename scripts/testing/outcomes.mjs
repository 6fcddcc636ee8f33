// @ts-check

/**
 * @typedef {object} Outcome
 * @property {string} title
 * @property {'passed' | 'failed' | 'skipped'} state
 * @property {string} [error]
 * @property {string} [file] Where the test stands.
 * @property {boolean} [isSecondAttempt] Whether it, or a test of its file, had failed before.
 */

/**
 * @typedef {object} LayerResult
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} seconds
 * @property {readonly string[]} unsteady Files that passed at the second attempt alone.
 */

/**
 * @param {string} name
 * @param {readonly Outcome[]} outcomes
 * @param {number} startedAt As Date.now() gave it.
 * @returns {LayerResult}
 */
export function tally(name, outcomes, startedAt) {
  const count = (/** @type {Outcome['state']} */ state) => outcomes.filter((outcome) => outcome.state === state).length;
  return {
    name,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    seconds: (Date.now() - startedAt) / 1000,
    unsteady: unsteadyFiles(outcomes),
  };
}

/** @param {readonly Outcome[]} outcomes */
function unsteadyFiles(outcomes) {
  const again = outcomes.filter(({ isSecondAttempt }) => isSecondAttempt);
  const failed = new Set(again.filter(({ state }) => state === 'failed').map(({ file }) => file));
  const files = new Set(again.flatMap(({ file }) => (file && !failed.has(file) ? [file] : [])));
  return [...files];
}

/**
 * The table of all layers, and under it the one line that sums them up.
 * @param {readonly LayerResult[]} results
 * @returns {string}
 */
export function report(results) {
  const row = (/** @type {readonly (string | number)[]} */ [name, ...cells]) =>
    `${String(name).padEnd(16)}${cells.map((cell) => String(cell).padStart(9)).join('')}`;
  const sum = (/** @type {'passed' | 'failed' | 'skipped'} */ key) =>
    results.reduce((total, result) => total + result[key], 0);
  return [
    '',
    row(['layer', 'passed', 'failed', 'skipped', 'seconds']),
    ...results.map((result) =>
      row([result.name, result.passed, result.failed, result.skipped, result.seconds.toFixed(1)]),
    ),
    '',
    ...results.flatMap(({ unsteady }) => unsteady.map((file) => `Passed at the second attempt alone: ${file}`)),
    `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`,
  ].join('\n');
}
