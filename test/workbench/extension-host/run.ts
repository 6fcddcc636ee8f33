// The entry that VS Code calls inside the extension host. It is bundled next to the suites by run-extension-host.ts.
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

/** What one test came to; the outer run adds these to its own results. */
export interface Outcome {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly error?: string;
}

/**
 * Runs every bundled suite and writes the outcomes as JSON to the file named by HOLDFAST_EXTENSION_HOST_RESULTS.
 * @throws when a test failed, which is how VS Code learns the result.
 */
export async function run(): Promise<void> {
  const mocha = new Mocha({ timeout: 60_000, reporter: 'min' });
  for (const file of readdirSync(__dirname)) if (file.endsWith('.test.js')) mocha.addFile(path.join(__dirname, file));
  const outcomes: Outcome[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => outcomes.push({ title: test.fullTitle(), state: 'passed' }));
    runner.on('pending', (test) => outcomes.push({ title: test.fullTitle(), state: 'skipped' }));
    runner.on('fail', (test, error: Error) =>
      outcomes.push({ title: test.fullTitle(), state: 'failed', error: error.stack ?? error.message }),
    );
  });
  const file = process.env.HOLDFAST_EXTENSION_HOST_RESULTS;
  if (file) writeFileSync(file, JSON.stringify(outcomes));
  if (failures > 0) throw new Error(`${failures} tests failed in the extension host`);
}
