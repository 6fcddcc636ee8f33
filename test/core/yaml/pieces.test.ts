import assert from 'node:assert/strict';
import type { YamlNode } from '../../../core/yaml/node.ts';
import { createYamlReader, readYaml } from '../../../core/yaml/read-yaml.ts';
import { randomText } from '../../support/random-text.ts';
import { readCases } from '../../support/read-case.ts';
import { compareReadings, plain } from '../../support/same-reading.ts';
import { seeded } from '../../support/seeded.ts';

const FILE = '/p/compose.yaml';
const TEXTS = Number(process.env.HOLDFAST_TEXTS ?? 3_000);

describe('reading YAML by pieces', function () {
  this.timeout(600_000);
  const texts = ['project', 'yaml']
    .flatMap((folder) => readCases(`test/cases/${folder}`))
    .flatMap(({ blocks }) => blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text));

  it('gives the tree of the whole text for every case', () => {
    for (const text of texts) compareReadings(FILE, text);
  });

  it(`gives the tree of the whole text for ${TEXTS} mutated ones`, () => {
    const random = seeded(99);
    for (let count = 0; count < TEXTS; count += 1) {
      let text = random.pick(texts);
      for (let round = random.below(3); round >= 0; round -= 1) text = randomText(text, random);
      compareReadings(FILE, text);
    }
  });

  it('keeps the nodes of entries that were not edited, and moves their places', () => {
    const reader = createYamlReader();
    const before = reader.read(FILE, 'services:\n  a:\n    image: x\n  b:\n    image: y\n');
    const b = serviceOf(before.documents[0]?.root, 'b');
    const start = b?.location.range.start ?? 0;
    const after = reader.read(FILE, 'services:\n  a:\n    image: longer\n  b:\n    image: y\n');
    assert.equal(serviceOf(after.documents[0]?.root, 'b'), b);
    assert.equal(b?.location.range.start, start + 'longer'.length - 'x'.length);
    assert.notEqual(serviceOf(after.documents[0]?.root, 'a'), serviceOf(before.documents[0]?.root, 'a'));
  });

  for (const [what, typed] of [
    ['a quote', '"'],
    ['a bracket', '['],
  ] as const) {
    it(`keeps the nodes of other entries while ${what} is not closed yet`, () => {
      const reader = createYamlReader();
      const text = (image: string) =>
        `services:\n  a:\n    image: ${image}\n  b:\n    command: ["x"]\n    ports:\n      - "80:80"\n`;
      const before = reader.read(FILE, text('x'));
      const after = reader.read(FILE, text(`${typed}x`));
      assert.deepEqual(
        after.problems.map(({ location }) => location.range.start),
        [text('').indexOf('image: ') + 'image: '.length],
      );
      assert.equal(serviceOf(after.documents[0]?.root, 'b'), serviceOf(before.documents[0]?.root, 'b'));
    });
  }

  it('reads an entry again when an anchor that it uses has another value', () => {
    const reader = createYamlReader();
    const text = (image: string) => `x-a: &a {image: ${image}}\nservices:\n  a: *a\n  b: {image: y}\n`;
    const before = reader.read(FILE, text('one'));
    const after = reader.read(FILE, text('two'));
    assert.deepEqual(
      plain(serviceOf(after.documents[0]?.root, 'a')),
      plain(serviceOf(readYaml(FILE, text('two')).documents[0]?.root, 'a')),
    );
    assert.equal(serviceOf(after.documents[0]?.root, 'b'), serviceOf(before.documents[0]?.root, 'b'));
  });
});

function serviceOf(root: YamlNode | undefined, name: string): YamlNode | undefined {
  const entry = (node: YamlNode | undefined, key: string) =>
    node?.kind === 'mapping' ? node.entries.find((one) => one.key.text === key)?.value : undefined;
  return entry(entry(root, 'services'), name);
}
