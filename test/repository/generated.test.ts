import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(__dirname, '../..');

describe('generated files', () => {
  it('are as `npm run generate` would write them', function () {
    this.timeout(60_000);
    const args = ['--import', 'tsx', path.join('scripts', 'generate.ts'), '--check'];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      timeout: 50_000,
    });
    assert.equal(stdout, '');
    assert.equal(status, 0, stderr);
  });
});
