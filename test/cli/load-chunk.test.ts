import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createChunkLoader } from '../../cli/load-chunk.ts';

describe('parts of the command line', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chunks-'));
    mkdirSync(join(folder, 'cache'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (value: string) => writeFileSync(join(folder, 'part.js'), `exports.value = () => '${value}';`);
  function run(): string {
    const loader = createChunkLoader(folder);
    const { value } = loader.load('part') as { value: () => string };
    const said = value();
    loader.saveCaches();
    return said;
  }

  it('leave one code cache each, and use it', () => {
    write('one');
    assert.equal(run(), 'one');
    const [cache] = readdirSync(join(folder, 'cache'));
    assert.match(cache ?? '', /^part-v/);
    assert.equal(run(), 'one');
    write('three');
    assert.equal(run(), 'three');
    const now = readdirSync(join(folder, 'cache'));
    assert.equal(now.length, 1);
    assert.notEqual(now[0], cache);
  });

  it('are never run with the code of another text that is as long, however old its file claims to be', () => {
    write('one');
    assert.equal(run(), 'one');
    write('two');
    utimesSync(join(folder, 'part.js'), 1, 1);
    assert.equal(run(), 'two');
  });

  it('run without a cache where none can be left', () => {
    rmSync(join(folder, 'cache'), { recursive: true });
    write('one');
    assert.equal(run(), 'one');
    assert.deepEqual(readdirSync(folder), ['part.js']);
  });
});
