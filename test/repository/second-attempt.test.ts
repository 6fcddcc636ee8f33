import assert from 'node:assert/strict';
import { report, tally } from '../../scripts/testing/outcomes.mjs';

/** What the sum of a run says of a file that failed, after its second attempt came to these states. */
function reportAfter(...states: readonly ('passed' | 'failed')[]): string {
  const again = states.map((state) => ({ title: 'a', state, file: 'test/a.test.ts', isSecondAttempt: true }));
  return report([tally('workbench', [{ title: 'b', state: 'passed', file: 'test/b.test.ts' }, ...again], 0)]);
}

describe('a second attempt', () => {
  it('is told of when it passes', () => {
    assert.match(
      reportAfter('passed', 'passed'),
      /Passed at the second attempt alone: test\/a\.test\.ts\n3 passed, 0 failed, 0 skipped$/,
    );
  });

  it('that fails is a failure', () => {
    const said = reportAfter('passed', 'failed');
    assert.match(said, /\n2 passed, 1 failed, 0 skipped$/);
    assert.doesNotMatch(said, /second attempt/);
  });
});
