import assert from 'node:assert/strict';
import { readSource } from './source-files.ts';

describe('dependencies', () => {
  it('each has its reason in docs/dependencies.md', () => {
    const { dependencies, devDependencies } = JSON.parse(readSource('package.json'));
    const page = readSource('docs/dependencies.md');
    const names = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
    assert.ok(names.length > 10);
    assert.deepEqual(
      names.filter((name) => !page.includes(`\`${name}\``)),
      [],
    );
  });
});
