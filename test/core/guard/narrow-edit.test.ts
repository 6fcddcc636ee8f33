import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { heldChanges } from '../../../core/guard/judge.ts';
import { narrowEdit } from '../../../core/guard/narrow-edit.ts';
import { judgeOfRoot, projectView, root } from '../../support/before-after.ts';
import { measuringData } from '../../support/measuring-data.ts';
import { type Files, mutations } from '../../support/mutate.ts';
import { filesOf, readCases } from '../../support/read-case.ts';

/** Narrowed edits of single files whose verdict differs, or that miss a held change, beside the whole; and how many there were. */
function compare(files: Files, seed: number): { readonly wrong: string[]; readonly narrowed: number } {
  const judge = judgeOfRoot();
  const wrong: string[] = [];
  let narrowed = 0;
  const told = (before: Files, after: ReadonlyMap<string, string | undefined>) => {
    const { verdict, changes } = judge.judge(projectView(before), projectView(after));
    return { verdict, ids: heldChanges(changes).map(({ id }) => id) };
  };
  for (const mutation of mutations(files, seed)) {
    const changed = [...new Set([...files.keys(), ...mutation.after.keys()])].filter(
      (file) => files.get(file) !== mutation.after.get(file),
    );
    const [file] = changed;
    const [before, after] = [files.get(file ?? ''), mutation.after.get(file ?? '')];
    if (changed.length !== 1 || file === undefined || before === undefined || after === undefined) continue;
    const narrow = narrowEdit(before, after);
    if (narrow === undefined) continue;
    narrowed += 1;
    const whole = told(files, mutation.after);
    const part = told(new Map(files).set(file, narrow.before), new Map(mutation.after).set(file, narrow.after));
    if (whole.verdict !== part.verdict || !whole.ids.every((id) => part.ids.includes(id))) {
      wrong.push(`${mutation.name}: whole ${JSON.stringify(whole)}; narrowed ${JSON.stringify(part)}`);
    }
  }
  return { wrong, narrowed };
}

const service = (index: number, extra = '') => `  s${index}:\n    image: nginx:1.${index}\n${extra}`;
const large = `services:\n${Array.from({ length: 50 }, (_, index) => service(index, index > 0 ? `    depends_on: [s${index - (index % 10)}]\n` : '')).join('')}`;

describe('narrowEdit', () => {
  it('leaves out what is the same and not referred to', () => {
    const narrow = narrowEdit(large, large.replace('nginx:1.7\n', 'nginx:1.70\n'));
    assert.equal(narrow?.before, `services:\n${service(0)}${service(7, '    depends_on: [s0]\n')}`);
    assert.equal(narrow?.after, narrow?.before.replace('1.7\n', '1.70\n'));
  });

  it('keeps a service when an edit leaves all of them alone', () => {
    const narrow = narrowEdit(large, `${large}volumes:\n  data: {}\n`);
    assert.equal(narrow?.before, `services:\n${service(0)}`);
    assert.equal(narrow?.after, `services:\n${service(0)}volumes:\n  data: {}\n`);
  });

  for (const [what, text] of [
    ['anchors in entries', `${large.replace('  s0:', '  s0: &a')}  s99: *a\n`],
    ['extends', `${large}    extends: {service: s1}\n`],
    ['tags', large.replace('[s0]', '!reset []')],
    ['quotes over several lines', large.replace('nginx:1.4', '"nginx\n  s99:\n    "')],
    ['services in flow style', 'services: {a: {image: x}, b: {image: x}, c: {image: x}}\n'],
    ['entries in odd columns', large.replace('  s9:', ' s9:')],
    ['keys that stand twice', `${large}  s3:\n    image: x\n`],
    ['several documents', `---\n${large}`],
  ] as const) {
    it(`judges the whole where there are ${what}`, () => {
      assert.equal(narrowEdit(text, text.replace('nginx:1.8', 'nginx:2')), undefined);
      assert.equal(narrowEdit(large, text), undefined);
    });
  }

  it('narrows where aliases refer to a section that stays the same', () => {
    const shared = `x-common: &common\n  restart: always\n${large.replaceAll('    image', '    <<: *common\n    image')}`;
    const narrow = narrowEdit(shared, shared.replace('nginx:1.8', 'nginx:2'));
    assert.ok(narrow !== undefined && narrow.before.length < 250, narrow?.before);
    assert.equal(narrowEdit(shared, shared.replace('nginx:1.8', 'nginx:2').replace('always', 'never')), undefined);
  });

  it('judges the whole of a text that was cut off', () => {
    assert.equal(narrowEdit(large, large.slice(0, 700)), undefined);
    assert.equal(narrowEdit(large, large.slice(0, large.indexOf('  s20:'))), undefined);
  });

  it('comes to the same judgement for every mutation of every sample', function () {
    this.timeout(60_000);
    const wrong: string[] = [];
    let narrowed = 0;
    for (const sample of readCases('test/cases/changes/samples.md')) {
      const files = new Map([...filesOf(sample, root)].map(([file, text]) => [file.slice(root.length + 1), text]));
      for (const seed of [1, 77]) {
        const found = compare(files, seed);
        wrong.push(...found.wrong);
        narrowed += found.narrowed;
      }
    }
    const shared = `x-common: &common\n  restart: always\n${large.replaceAll('    image', '    <<: *common\n    image')}`;
    for (const found of [large, shared].map((text) => compare(new Map([['compose.yaml', text]]), 5))) {
      wrong.push(...found.wrong);
      narrowed += found.narrowed;
    }
    assert.deepEqual(wrong, []);
    assert.ok(narrowed >= 50, `${narrowed} edits were narrowed`);
  });

  const corpus = measuringData('HOLDFAST_CORPUS', 'narrow edits of real projects');
  if (corpus === undefined) return;
  it('comes to the same judgement for mutations of real projects', function () {
    this.timeout(900_000);
    const wrong: string[] = [];
    const lines = readFileSync(join(corpus, 'manifest.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    let narrowed = 0;
    for (const [index, { id, passes, dir, compose_dir: folder, entry }] of lines.entries()) {
      if (!passes || entry.length !== 1) continue;
      const name = entry[0].split('/').at(-1);
      const files: Files = new Map([[name, readFileSync(join(corpus, dir, folder, entry[0]), 'utf8')]]);
      if (!judgeOfRoot().load(projectView(files)).valid) continue;
      const found = compare(files, index * 100);
      wrong.push(...found.wrong.map((text) => `${id} ${text}`));
      narrowed += found.narrowed;
    }
    console.log(`      ${narrowed} edits narrowed`);
    assert.deepEqual(wrong, []);
  });
});
