import assert from 'node:assert/strict';
import { judgeText } from '../../../core/guard/judge-text.ts';

const text = 'FROM node:22\nWORKDIR /srv\nCOPY . .\nRUN npm ci\nCMD ["node", "."]\n';
const verdict = (after: string | undefined) => judgeText({ before: text, after, largestShare: 0.4 }).verdict;

describe('a protected file that is no Compose file', () => {
  it('may be edited, reordered and added to', () => {
    assert.equal(verdict(text), 'allow');
    assert.equal(verdict(text.replace('node:22', 'node:24')), 'allow');
    assert.equal(verdict(text.split('\n').reverse().join('\n')), 'allow');
    assert.equal(verdict(`# ours\n${text}EXPOSE 80\n`), 'allow');
    assert.equal(judgeText({ before: undefined, after: text, largestShare: 0 }).verdict, 'allow');
  });

  it('may not be removed, emptied or cut down', () => {
    assert.equal(verdict(undefined), 'deny');
    assert.equal(verdict('\n'), 'deny');
    assert.equal(verdict('FROM node:22\n'), 'deny');
    assert.match(
      judgeText({ before: text, after: 'FROM node:22\n', largestShare: 0.4 }).message ?? '',
      /^80 % of .* more than 40 %/,
    );
  });
});
