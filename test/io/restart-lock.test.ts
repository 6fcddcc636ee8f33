import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockHolder, lockRestarts, RestartLockedError } from '../../io/restart/lock.ts';
import { isAlive, markOf } from '../../io/restart/process-mark.ts';

describe('the lock of restarts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is held by one, and given back', () => {
    const unlock = lockRestarts(folder);
    assert.equal(lockHolder(folder)?.pid, process.pid);
    assert.throws(() => lockRestarts(folder), RestartLockedError);
    unlock();
    assert.deepEqual(readdirSync(folder), []);
    lockRestarts(folder)();
  });

  it('is taken over from a process that died, and from one whose number lives on as another', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const mark = markOf(child.pid ?? 0);
    await new Promise((end) => child.once('close', end));
    assert.equal(isAlive(mark), false);
    const stale = [JSON.stringify(mark), 'not a lock', ''];
    if (existsSync('/proc/self/stat')) stale.push(JSON.stringify({ ...markOf(process.pid), began: 'long ago 17' }));
    for (const text of stale) {
      writeFileSync(join(folder, 'lock'), text);
      const unlock = lockRestarts(folder);
      assert.equal(JSON.parse(readFileSync(join(folder, 'lock'), 'utf8')).pid, process.pid);
      unlock();
    }
    assert.deepEqual(readdirSync(folder), []);
  });
});
