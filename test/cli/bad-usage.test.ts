import assert from 'node:assert/strict';
import path from 'node:path';
import { type Command, UsageError } from '../../cli/command.ts';
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

  it('leads to the help of the command', async () => {
    assert.equal(await reasonOf('backup', ['--level', 'x']), 'unknown level "x"; "holdfast backup --help" tells more');
    assert.equal(
      await reasonOf('lint', ['--format']),
      'option \'--format <value>\' argument missing; "holdfast lint --help" tells more',
    );
  });
});
