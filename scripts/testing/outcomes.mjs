// @ts-check

/** @typedef {{ title: string, state: 'passed' | 'failed' | 'skipped', error?: string }} Outcome */
/** @typedef {{ name: string, passed: number, failed: number, skipped: number, seconds: number }} LayerResult */

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
  };
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
    `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`,
  ].join('\n');
}
