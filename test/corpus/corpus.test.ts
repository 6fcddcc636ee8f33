import assert from 'node:assert/strict';
import { measuringData } from '../support/measuring-data.ts';
import { agreement } from './agreement.ts';
import { type RunResult, runCorpus } from './run-corpus.ts';

const folder = measuringData('HOLDFAST_CORPUS', 'agreement with docker compose config on real projects');

describe('agreement with docker compose config', function () {
  this.timeout(300_000);
  if (folder === undefined) return;
  let results: readonly RunResult[] = [];
  before(() => {
    results = runCorpus(folder, undefined);
  });

  it('accepts and refuses the same projects (at least 99 %)', () => {
    const { ratio, text } = agreement(results.map(({ verdict }) => (verdict === 'newer' ? 'agrees' : verdict)));
    console.log(`      ${text}`);
    assert.ok(results.length > 0 && ratio >= 0.99, text);
  });

  it('sees the same services, volumes and networks (all)', () => {
    const { ratio, text } = agreement(results.map(({ names }) => names));
    console.log(`      ${text}`);
    assert.equal(ratio, 1, text);
  });

  it('comes to the same document (at least 97 %)', () => {
    const { ratio, text } = agreement(results.map(({ config }) => config));
    console.log(`      ${text}`);
    assert.ok(ratio >= 0.97, text);
  });
});
