import assert from 'node:assert/strict';
import path from 'node:path';
import { readSource, sourceFiles } from './source-files.ts';

/** Lines above which a file must be split. Tables of data are longer by nature and are named here. */
const longestFile = 400;
const tables = new Set<string>([]);

describe('source style', () => {
  const files = sourceFiles(['core', 'io', 'server', 'cli', 'src', 'test']);

  it('file names are kebab-case', () => {
    const wrong = files.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.ts$/.test(path.posix.basename(file)));
    assert.deepEqual(wrong, []);
  });

  it('no file is a drawer for everything', () => {
    const wrong = files.filter((file) =>
      /^(utils?|helpers?|managers?|common|misc|index)\.ts$/.test(path.posix.basename(file)),
    );
    assert.deepEqual(wrong, []);
  });

  it('no file grows past its subject', () => {
    const wrong = files
      .filter((file) => !tables.has(file) && !file.startsWith('core/spec/') && !file.startsWith('core/images/'))
      .map((file) => ({ file, lines: readSource(file).split('\n').length }))
      .filter(({ file, lines }) => lines > (file.startsWith('test/') ? 2 * longestFile : longestFile))
      .map(({ file, lines }) => `${file}: ${lines} lines`);
    assert.deepEqual(wrong, []);
  });
});
