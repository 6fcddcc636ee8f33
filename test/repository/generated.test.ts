import assert from 'node:assert/strict';
import path from 'node:path';
import { derivedTexts } from '../../scripts/generate/derived-texts.ts';
import { ruleListText } from '../../scripts/generate/rule-list.ts';
import { writeGenerated } from '../../scripts/generate/write-generated.ts';

const root = path.resolve(__dirname, '../..');

describe('generated files', () => {
  it('are as `npm run generate` would write them', () => {
    const texts = new Map([['core/lint/rule-list.ts', ruleListText(root)], ...derivedTexts(root)]);
    assert.deepEqual(writeGenerated(root, texts, 'check'), []);
  });
});
