// Shows tests as Mocha's spec reporter does and, at the end, writes what each came to as JSON to the file named by the
// reporter option `outcomes`.
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const Mocha = require('mocha');

/** Mocha's readable report, with the outcomes on file for the script that adds up all layers. */
class OutcomeReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {import('./outcomes.mjs', { with: { 'resolution-mode': 'import' } }).Outcome[]} */
    const outcomes = [];
    runner.on('pass', (test) => outcomes.push({ title: test.fullTitle(), state: 'passed', ...fileOf(test) }));
    runner.on('pending', (test) => outcomes.push({ title: test.fullTitle(), state: 'skipped', ...fileOf(test) }));
    runner.on('fail', (test, error) =>
      outcomes.push({ title: test.fullTitle(), state: 'failed', error: String(error.stack ?? error), ...fileOf(test) }),
    );
    runner.once('end', () => writeFileSync(options.reporterOptions.outcomes, JSON.stringify(outcomes)));
  }
}

/** @param {Mocha.Runnable} test */
const fileOf = (test) => (test.file ? { file: path.relative(process.cwd(), test.file) } : {});

module.exports = OutcomeReporter;
