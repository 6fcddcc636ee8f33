import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hookCommand } from '../../io/agents/launcher.ts';
import { opencodePlugin, piExtension } from '../../io/agents/plugin-texts.ts';

describe('plugins that ask Holdfast', function () {
  if (process.platform === 'win32') return;
  this.timeout(30_000);
  let root: string;
  let launcher: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'agents-plugin-'));
    launcher = join(root, 'holdfast');
  });

  afterEach(() => rmSync(root, { recursive: true, force: true }));

  /** A launcher that keeps its input, and answers. */
  function answering(lines: string): void {
    writeFileSync(launcher, `#!/bin/sh\necho "$@" > ${root}/args\ncat > ${root}/input\n${lines}\n`, { mode: 0o755 });
  }

  async function load(text: string) {
    const file = join(root, `plugin-${Math.random()}.mjs`);
    writeFileSync(file, text);
    return import(pathToFileURL(file).href);
  }

  const denying = `echo '{"decision":"deny","reason":"because"}'; exit 2`;

  it('opencode: throws the reason, and lets all else run', async () => {
    const { Holdfast } = await load(opencodePlugin(hookCommand(launcher, 'opencode')));
    const hooks = await Holdfast({ directory: '/work' });
    const call = () => hooks['tool.execute.before']({ tool: 'bash' }, { args: { command: 'docker volume rm x' } });
    answering(denying);
    await assert.rejects(call(), { message: 'because' });
    assert.equal(readFileSync(join(root, 'args'), 'utf8'), 'hook opencode\n');
    assert.deepEqual(JSON.parse(readFileSync(join(root, 'input'), 'utf8')), {
      hook_event_name: 'PreToolUse',
      tool_name: 'bash',
      tool_input: { command: 'docker volume rm x' },
      cwd: '/work',
    });
    answering('exit 0');
    await call();
  });

  it('Pi: blocks with the reason, and lets all else run', async () => {
    const { default: extension } = await load(piExtension(hookCommand(launcher, 'pi')));
    let handler: (event: unknown, context: unknown) => Promise<unknown> = async () => undefined;
    extension({
      on(name: string, given: typeof handler) {
        if (name === 'tool_call') handler = given;
      },
    });
    answering(denying);
    assert.deepEqual(await handler({ toolName: 'bash', input: { command: 'x' } }, { cwd: '/work' }), {
      block: true,
      reason: 'because',
    });
    answering('exit 0');
    assert.equal(await handler({ toolName: 'bash', input: { command: 'x' } }, { cwd: '/work' }), undefined);
  });

  it('hold what is guarded when Holdfast cannot be asked, and nothing else', async () => {
    const { Holdfast } = await load(opencodePlugin(hookCommand(launcher, 'opencode')));
    const hooks = await Holdfast({ directory: '/work' });
    const call = (args: unknown) => hooks['tool.execute.before']({ tool: 'write' }, { args });
    for (const state of ['absent', 'failing', 'talking']) {
      if (state === 'failing') answering('exit 1');
      if (state === 'talking') answering('echo nonsense; exit 2');
      await assert.rejects(call({ filePath: '/work/compose.yaml' }), /could not be asked/, state);
      await call({ filePath: '/work/notes.md' });
    }
  });
});
