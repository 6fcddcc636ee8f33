import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { readSource, sourceFiles } from '../repository/source-files.ts';

const program = path.resolve(import.meta.dirname, '../../cli/main.ts');

function holdfast(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', program, ...args], { timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

describe('holdfast', function () {
  this.timeout(60_000);

  it('help names every command', async () => {
    const { code, stdout } = await holdfast('help');
    assert.equal(code, 0);
    const names = sourceFiles(['cli/commands']).map((file) => path.posix.basename(file, '.ts'));
    assert.deepEqual(
      names.filter((name) => !stdout.includes(`holdfast ${name}`)),
      [],
    );
  });

  it('the page of the command line names every command, and no other', async () => {
    const { stdout } = await holdfast('--help');
    const named = [...readSource('docs/command-line.md').matchAll(/`holdfast ([a-z-]+)/g)].map(
      (match) => match[1] ?? '',
    );
    assert.ok(named.length > 8);
    assert.deepEqual(
      named.filter((name) => !stdout.includes(`holdfast ${name}`)),
      [],
    );
    const commands = sourceFiles(['cli/commands']).map((file) => path.posix.basename(file, '.ts'));
    assert.deepEqual(
      commands.filter((name) => !named.includes(name)),
      [],
    );
  });

  it('an unknown command is bad usage, said in one line', async () => {
    for (const name of ['frobnicate', 'toString', '__proto__']) {
      const { code, stdout, stderr } = await holdfast(name);
      assert.deepEqual({ code, stdout, lines: stderr.trim().split('\n').length }, { code: 3, stdout: '', lines: 1 });
    }
  });
});
