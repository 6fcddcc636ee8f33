// Shows tests as Mocha's spec reporter does and, at the end, writes what each came to as JSON to the file named by the
// reporter option `outcomes`.
const { writeFileSync } = require('node:fs');
const Mocha = require('mocha');

/** Mocha's readable report, with the outcomes on file for the script that adds up all layers. */
class OutcomeReporter extends Mocha.reporters.Spec {
  /**
   * @param {Mocha.Runner} runner
   * @param {Mocha.MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    /** @type {{ title: string, state: 'passed' | 'failed' | 'skipped', error?: string }[]} */
    const outcomes = [];
    runner.on('pass', (test) => outcomes.push({ title: test.fullTitle(), state: 'passed' }));
    runner.on('pending', (test) => outcomes.push({ title: test.fullTitle(), state: 'skipped' }));
    runner.on('fail', (test, error) =>
      outcomes.push({ title: test.fullTitle(), state: 'failed', error: String(error.stack ?? error) }),
    );
    runner.once('end', () => writeFileSync(options.reporterOptions.outcomes, JSON.stringify(outcomes)));
  }
}

module.exports = OutcomeReporter;
