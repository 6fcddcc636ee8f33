import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judgeOfRoot, projectView, root } from '../../support/before-after.ts';
import { measuringData } from '../../support/measuring-data.ts';
import { type Files, mutations } from '../../support/mutate.ts';
import { filesOf, readCases } from '../../support/read-case.ts';

interface Sample {
  readonly name: string;
  readonly files: Files;
}

function ownSamples(): Sample[] {
  return readCases('test/cases/changes/samples.md').map((sample) => ({
    name: sample.title,
    files: new Map([...filesOf(sample, root)].map(([file, text]) => [file.slice(root.length + 1), text])),
  }));
}

describe('every mutation of every sample project', () => {
  const samples = ownSamples();
  let pairs = 0;
  for (const { name, files } of samples) {
    it(name, function () {
      this.timeout(60_000);
      const judge = judgeOfRoot();
      const before = projectView(files);
      assert.deepEqual(
        judge.load(before).problems.filter(({ severity }) => severity === 'error'),
        [],
      );
      const wrong: string[] = [];
      for (const seed of [1, 1000]) {
        for (const mutation of mutations(files, seed)) {
          pairs += 1;
          const { verdict, changes } = judge.judge(before, projectView(mutation.after));
          if (mutation.destructive === (verdict !== 'allow')) continue;
          wrong.push(`${mutation.name} (seed ${seed}): ${verdict} ${changes.map(({ id }) => id).join(', ')}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
  after(() => assert.ok(pairs >= 300, `only ${pairs} pairs`));
});

describe('mutations of real projects', function () {
  this.timeout(600_000);
  const corpus = measuringData('HOLDFAST_CORPUS', 'mutations of real projects');
  if (corpus === undefined) return;
  const lines = readFileSync(join(corpus, 'manifest.jsonl'), 'utf8').trim().split('\n');
  const projects = lines.map((line) => JSON.parse(line)).filter(({ passes, entry }) => passes && entry.length === 1);

  it('no destructive one is allowed and no harmless one held', () => {
    const wrong: string[] = [];
    let pairs = 0;
    for (const [index, { id, dir, compose_dir: folder, entry }] of projects.entries()) {
      const name = entry[0].split('/').at(-1);
      const files: Files = new Map([[name, readFileSync(join(corpus, dir, folder, entry[0]), 'utf8')]]);
      const judge = judgeOfRoot();
      const before = projectView(files);
      if (!judge.load(before).valid) continue;
      for (const mutation of mutations(files, index * 100)) {
        pairs += 1;
        const { verdict, changes } = judge.judge(before, projectView(mutation.after));
        if (mutation.destructive === (verdict !== 'allow')) continue;
        const held = changes.filter((change) => mutation.destructive || change.verdict !== 'allow');
        wrong.push(`${id}: ${mutation.name}: ${verdict} ${held.map((change) => change.id).join(', ')}`);
      }
    }
    console.log(`      ${pairs} pairs of ${projects.length} projects`);
    assert.deepEqual(wrong, []);
  });
});
