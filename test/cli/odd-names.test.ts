import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { diff } from '../../cli/commands/diff.ts';
import { hook } from '../../cli/commands/hook.ts';
import { lint } from '../../cli/commands/lint.ts';
import { pending } from '../../cli/commands/pending.ts';
import { callCommand } from './in-process.ts';

const full =
  'services:\n  db: {image: "postgres:16", volumes: ["data:/var/lib/postgresql/data"]}\n  web: {image: nginx}\nvolumes: {data: }\n';
const less = 'services:\n  web: {image: nginx}\n';

describe('files with names that nobody expects', () => {
  const names = [
    'compose.yaml',
    '-rf.compose.yaml',
    "compose.a b'c.yaml",
    'compose.%41#x?.yaml',
    'compose.ü数.yaml',
    'compose."$(id)`id`.yaml',
    ...(process.platform === 'win32' ? [] : ['compose.new\nline.yaml']),
  ];
  let folder: string;
  let surroundings: { readonly cwd: string; readonly environment: Record<string, string> };
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), 'odd-names-')), '-rf a\'b ü%20#x "$(id)');
    mkdirSync(folder);
    for (const name of names) writeFileSync(join(folder, name), full);
    writeFileSync(join(folder, 'less'), less);
    surroundings = { cwd: folder, environment: { HOLDFAST_STATE_DIR: join(folder, 'state') } };
  });
  afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

  async function verdictOn(toolName: string, input: object): Promise<string> {
    const call = { hook_event_name: 'PreToolUse', cwd: folder, tool_name: toolName, tool_input: input };
    const { stdout } = await callCommand(hook, ['claude'], {
      ...surroundings,
      stdin: async () => JSON.stringify(call),
    });
    return stdout === '' ? 'allow' : JSON.parse(stdout).hookSpecificOutput.permissionDecision;
  }

  it('are guarded as all others, however an agent names them', async () => {
    for (const name of names) {
      const file = join(folder, name);
      assert.equal(await verdictOn('Write', { file_path: file, content: less }), 'deny', name);
      assert.equal(await verdictOn('Write', { file_path: name, content: less }), 'deny', name);
      assert.equal(await verdictOn('Write', { file_path: pathToFileURL(file).href, content: less }), 'deny', name);
      assert.equal(await verdictOn('Write', { file_path: file, content: `${full}# x\n` }), 'allow', name);
      const quoted = `'${name.replaceAll("'", `'\\''`)}'`;
      for (const command of [`rm -- ${quoted}`, `: > ${quoted}`, `truncate -s0 ./${quoted}`])
        assert.notEqual(await verdictOn('Bash', { command }), 'allow', command);
      assert.equal(await verdictOn('Bash', { command: `cat -- ${quoted}` }), 'allow', name);
    }
    const { stdout } = await callCommand(pending, ['--format', 'json'], surroundings);
    const held = (JSON.parse(stdout).proposals as { files: string[] }[]).flatMap(({ files }) => files);
    assert.deepEqual([...new Set(held)].sort(), [...names].sort());
  });

  it('are read by the command line, behind "--" or a folder when they begin with a dash', async () => {
    for (const name of names) {
      const { code, stdout } = await callCommand(lint, ['--format', 'json', '--', name], surroundings);
      assert.deepEqual([code, JSON.parse(stdout).findings], [0, []], name);
      const changed = await callCommand(diff, ['--format', 'json', '--', name, 'less'], surroundings);
      const { verdict, changes } = JSON.parse(changed.stdout);
      assert.deepEqual([verdict, changes[0].before.file], ['deny', name]);
    }
    await assert.rejects(callCommand(lint, ['-rf.compose.yaml'], surroundings), /unknown option '-r'/);
  });
});
