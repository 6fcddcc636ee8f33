import assert from 'node:assert/strict';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Command, UsageError } from '../../cli/command.ts';
import { workingFolder } from '../../cli/working-folder.ts';
import { sourceFiles } from '../repository/source-files.ts';
import { callCommand } from './in-process.ts';

async function reasonOf(name: string, args: readonly string[]): Promise<string> {
  const module = await import(`../../cli/commands/${name}.ts`);
  const command: Command = module[name.replace(/-[a-z]/g, (part) => part.slice(1).toUpperCase())];
  const error: unknown = await callCommand(command, args, {}).catch((thrown) => thrown);
  assert.ok(error instanceof UsageError, `${name}: ${error}`);
  return error.message;
}

describe('bad usage', () => {
  it('of any command is said in one line that names what is wrong', async () => {
    const commands = sourceFiles(['cli/commands']).map((file) => path.posix.basename(file, '.ts'));
    for (const name of commands) {
      if (name === 'hook') continue; // What stands behind it comes from agents.
      const message = await reasonOf(name, ['--nonsense']);
      assert.match(message, /--nonsense/, name);
      assert.doesNotMatch(message, /\n|positional/, name);
    }
  });

  it('is no call from a folder that was removed: hooks have its name then, and other commands say so', function () {
    if (process.platform === 'win32') return this.skip();
    const before = process.cwd();
    const folder = mkdtempSync(path.join(tmpdir(), 'removed-'));
    process.chdir(folder);
    try {
      assert.equal(path.basename(workingFolder({}) ?? ''), path.basename(folder));
      process.chdir(folder);
      rmdirSync(folder);
      assert.equal(workingFolder({ PWD: folder }), folder);
      assert.equal(workingFolder({ PWD: 'relative' }), undefined);
    } finally {
      process.chdir(before);
    }
  });

  it('leads to the help of the command', async () => {
    assert.equal(await reasonOf('backup', ['--level', 'x']), 'unknown level "x"; "holdfast backup --help" tells more');
    assert.equal(
      await reasonOf('lint', ['--format']),
      'option \'--format <value>\' argument missing; "holdfast lint --help" tells more',
    );
  });
});
