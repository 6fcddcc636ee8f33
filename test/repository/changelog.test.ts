import assert from 'node:assert/strict';
import { readSource } from './source-files.ts';

describe('the changelog', () => {
  it('begins with the version that is built, and names each version once, the newest first', () => {
    const versions = [...readSource('CHANGELOG.md').matchAll(/^## (\d+)\.(\d+)\.(\d+)$/gm)];
    assert.equal(versions[0]?.[0], `## ${JSON.parse(readSource('package.json')).version}`);
    const numbers = versions.map(([, ...parts]) => parts.map(Number).reduce((sum, part) => sum * 1000 + part, 0));
    assert.deepEqual(
      numbers,
      [...new Set(numbers)].sort((a, b) => b - a),
    );
  });

  it('says something of each version', () => {
    const sections = readSource('CHANGELOG.md').split(/^## /m).slice(1);
    assert.deepEqual(
      sections.filter((section) => section.split('\n').slice(1).join('').trim().length < 20),
      [],
    );
  });
});
