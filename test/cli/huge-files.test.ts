import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hook } from '../../cli/commands/hook.ts';
import { lint } from '../../cli/commands/lint.ts';
import { disk } from '../../io/disk.ts';
import { callCommand } from './in-process.ts';

describe('a Compose file of a hundred megabytes', () => {
  let folder: string;
  let file: string;
  let surroundings: { readonly cwd: string; readonly environment: Record<string, string> };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'huge-files-'));
    file = join(folder, 'compose.yaml');
    surroundings = { cwd: folder, environment: { HOLDFAST_STATE_DIR: join(folder, 'state') } };
    writeFileSync(file, 'services:\n  db:\n    image: postgres:16\n');
    truncateSync(file, 100_000_000);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is not read, and every program says so', async () => {
    assert.equal(disk.readText(file), undefined);
    assert.equal(disk.kind(file), 'file');
    const { stdout, code } = await callCommand(lint, [], surroundings);
    assert.equal(code, 1);
    assert.match(stdout, /cannot be read: it has more than 16 MB/);
    assert.doesNotMatch(stdout, /does not exist/);
  });

  it('is not emptied by an agent because nobody could read what it had', async () => {
    const call = (name: string, input: object) =>
      callCommand(hook, ['claude'], {
        ...surroundings,
        stdin: async () =>
          JSON.stringify({ hook_event_name: 'PreToolUse', cwd: folder, tool_name: name, tool_input: input }),
      });
    const write = await call('Write', { file_path: file, content: 'services: {}\n' });
    assert.equal(JSON.parse(write.stdout).hookSpecificOutput.permissionDecision, 'deny');
    assert.match(write.stdout, /nobody can say what this edit takes away/);
    const other = await call('Write', { file_path: join(folder, 'notes.txt'), content: 'x' });
    assert.equal(other.stdout, '');
  });
});

describe('the name of an agent', () => {
  it('is one that is known, whatever else objects have', async () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'nobody', '../x']) {
      const input = { command: 'docker compose down -v' };
      const { stdout } = await callCommand(hook, [name], {
        stdin: async () => JSON.stringify({ hook_event_name: 'PreToolUse', tool_name: 'Bash', tool_input: input }),
      });
      assert.equal(JSON.parse(stdout).hookSpecificOutput.permissionDecision, 'deny', name);
    }
  });
});
