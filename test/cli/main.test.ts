import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { type Command, HelpRequest } from '../../cli/command.ts';
import { readSource, sourceFiles } from '../repository/source-files.ts';
import { callCommand } from './in-process.ts';

const program = path.resolve(import.meta.dirname, '../../cli/main.ts');

function holdfast(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return holdfastWith(process.env, args);
}

function holdfastWith(
  env: NodeJS.ProcessEnv,
  args: readonly string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', program, ...args],
      { timeout: 60_000, env },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
      },
    );
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
    const named = [...readSource('docs/command-line.md').matchAll(/`holdfast ([a-z][a-z-]*)/g)].map(
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

  it('tells the version of the package', async () => {
    assert.deepEqual(await holdfast('--version'), {
      code: 0,
      stdout: `${JSON.parse(readSource('package.json')).version}\n`,
      stderr: '',
    });
  });

  it('help behind a command is its usage, and no failure', async () => {
    const commands = sourceFiles(['cli/commands']).map((file) => path.posix.basename(file, '.ts'));
    for (const name of commands) {
      if (name === 'hook') continue; // Its own part of the program leaves help to the main one.
      const module = await import(`../../cli/commands/${name}.ts`);
      const command: Command = module[name.replace(/-[a-z]/g, (part) => part.slice(1).toUpperCase())];
      const isUsage = (error: unknown) =>
        error instanceof HelpRequest && error.message.startsWith(`usage: holdfast ${name}`);
      await assert.rejects(callCommand(command, ['--help'], {}), isUsage, name);
    }
    const { code, stdout, stderr } = await holdfast('restart', '-h');
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^Restart services safely: .*\nusage: holdfast restart \[SERVICE…\] /);
    const hook = await holdfast('hook', '--help');
    assert.deepEqual([hook.code, hook.stderr], [0, '']);
    assert.match(hook.stdout, /\nusage: holdfast hook claude\|cline\|/);
  });

  it('a program that is missing is said as such, and not as a failure of its own', async () => {
    const { code, stderr } = await holdfastWith({ ...process.env, PATH: '/nowhere' }, ['check', '--staged']);
    assert.equal(code, 3);
    assert.match(stderr, /^holdfast: git was not found; install it/m);
  });

  it('an unknown command is bad usage, said in one line', async () => {
    for (const name of ['frobnicate', 'toString', '__proto__']) {
      const { code, stdout, stderr } = await holdfast(name);
      assert.deepEqual({ code, stdout, lines: stderr.trim().split('\n').length }, { code: 3, stdout: '', lines: 1 });
    }
  });
});
