import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../../io/is-running.ts';
import { ProcessError, runProcess } from '../../io/process.ts';
import { until } from '../support/until.ts';

describe('running a program', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'process-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A program that starts another one, which writes its number into a file and does not heed SIGTERM. */
  const parentOf = (file: string, then: string) => {
    const child = `process.on('SIGTERM', () => {});
      require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid));
      setTimeout(() => {}, 120_000);`;
    return `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' }); ${then}`;
  };
  const run = (script: string, signal: AbortSignal) =>
    runProcess({ command: process.execPath, args: ['-e', script], cwd: folder, timeLimit: 100_000, signal });

  it('ends all that it has started when it is cancelled, whether it still runs itself or not', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(30_000);
    const cancel = new AbortController();
    const started = { 'runs.pid': 'setTimeout(() => {}, 120_000);', 'ended.pid': 'process.exit(0);' };
    const runs = Object.entries(started).map(async ([name, then]) => {
      const file = join(folder, name);
      const waits = name === 'ended.pid' ? `while (!require('fs').existsSync(${JSON.stringify(file)})); ${then}` : then;
      await assert.rejects(
        run(parentOf(file, waits), cancel.signal),
        (error: ProcessError) => error.reason === 'aborted',
      );
      return Number(readFileSync(file, 'utf8'));
    });
    const numberIn = (name: string) => {
      try {
        return Number(readFileSync(join(folder, name), 'utf8'));
      } catch {
        return 0;
      }
    };
    await until(() => Object.keys(started).every((name) => numberIn(name) > 0));
    cancel.abort();
    for (const pid of await Promise.all(runs)) await until(() => !isRunning(pid));
  });

  it('tells a program that is not there from a folder that is not there', async () => {
    const reasonOf = async (options: { readonly command: string; readonly cwd: string }) => {
      const error: unknown = await runProcess({ ...options, args: ['-e', '0'], timeLimit: 10_000 }).catch((it) => it);
      assert.ok(error instanceof ProcessError);
      return `${error.reason}: ${error.message}`;
    };
    const gone = join(folder, 'gone');
    assert.match(
      await reasonOf({ command: 'no-such-program', cwd: folder }),
      /^not-found: no-such-program was not found/,
    );
    assert.match(
      await reasonOf({ command: process.execPath, cwd: gone }),
      new RegExp(`^not-startable: .*there is no folder ${gone}$`),
    );
  });
});
