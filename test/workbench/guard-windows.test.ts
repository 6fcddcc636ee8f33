import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openState } from '../../io/state/state.ts';
import { gutted, original } from '../support/guarded-texts.ts';
import { until } from '../support/until.ts';
import { openWorkbench, Workbench } from '../support/workbench.ts';

describe('two windows and a command line on one folder', function () {
  this.timeout(240_000);
  let windows: readonly [Workbench, Workbench];
  let folder: string;
  let file: string;

  before(async () => {
    const first = await openWorkbench({ workspace: { 'compose.yaml': original } });
    ({ folder } = first);
    file = path.join(folder, 'compose.yaml');
    const browser = first.page.context().browser();
    assert.ok(browser);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(first.page.url());
    const second = new Workbench(page, folder, first.stateFolder);
    await page.locator('.explorer-viewlet [role=treeitem]').first().waitFor();
    windows = [first, second];
    for (const window of windows) await guards(window);
  });
  after(async () => {
    for (const window of windows ?? []) await window.close();
  });

  const project = () => openState(windows[0].stateFolder).project({ directory: folder });

  it('hold an edit once, and tell of it once in each window', async () => {
    // Not just the beginning of what was there: a guard that is quick can take that for an emptied file.
    const written = `# by an agent\n${gutted}`;
    writeFileSync(file, written);
    for (const window of windows) await window.notification('Holdfast held an edit of compose.yaml').waitFor();
    await until(() => readFileSync(file, 'utf8') === original);
    assert.deepEqual(
      project()
        .proposals.list()
        .map(({ proposed }) => proposed[0]?.text),
      [written],
    );
    await quiet(() => statSync(file).mtimeMs);
    for (const window of windows) assert.equal((await window.notifications()).length, 1);
    assert.equal(readFileSync(file, 'utf8'), original);
    await windows[0].screenshot('windows-first');
    await windows[1].screenshot('windows-second');
  });

  it('tell in both windows what an agent’s hook held', async () => {
    for (const window of windows) await window.answerNotification('Holdfast held an edit', 'Keep Everything');
    await until(() => project().proposals.list().length === 0);
    const call = {
      hook_event_name: 'PreToolUse',
      session_id: 'test',
      cwd: folder,
      tool_name: 'Write',
      tool_input: { file_path: file, content: 'services:\n  db:\n    image: postgres:16-alpine\n' },
    };
    const answer = execFileSync(path.join(windows[0].stateFolder, 'bin', 'holdfast'), ['hook', 'claude'], {
      input: JSON.stringify(call),
      encoding: 'utf8',
      env: { ...process.env, HOLDFAST_STATE_DIR: windows[0].stateFolder },
    });
    assert.match(answer, /"permissionDecision":"deny"/);
    for (const window of windows) await window.notification('Holdfast held an edit of compose.yaml').waitFor();
    await windows[1].screenshot('windows-hook-held');
  });

  it('take what was approved in one window for settled in the other', async () => {
    const [first, second] = windows;
    await first.answerNotification('Holdfast held an edit', 'Review');
    await first.page.locator('.monaco-diff-editor').waitFor();
    await first.runCommand('Holdfast: Approve Held Changes…');
    await first.page.locator('.quick-input-list .monaco-list-row', { hasText: 'service web removed' }).waitFor();
    await first.pick(['service web removed']);
    await first.answerDialog('web', 'Remove It');
    await first.notification('Done:').waitFor();
    await until(() => !readFileSync(file, 'utf8').includes('web:'));
    assert.match(readFileSync(file, 'utf8'), /data:\/var\/lib/);
    await second.openContainer('Holdfast');
    await second.page.getByText('Nothing is held').first().waitFor();
    await quiet(() => statSync(file).mtimeMs);
    assert.match(readFileSync(file, 'utf8'), /db:/);
    assert.doesNotMatch(readFileSync(file, 'utf8'), /web:/);
  });

  it('end a struggle with a program that does not give in by taking the write permission', async () => {
    const struggle = readFileSync(file, 'utf8');
    const without = 'services: {}\n';
    const end = Date.now() + 60_000;
    while ((statSync(file).mode & 0o222) !== 0) {
      assert.ok(Date.now() < end, 'the file never became read-only');
      if (readFileSync(file, 'utf8') === struggle) writeFileSync(file, without);
      await delay(20);
    }
    await windows[0].screenshot('windows-struggle');
    await until(() => readFileSync(file, 'utf8') === struggle);
  });

  /** Waits until a window's guard watches, which its status bar shows by whatever the stack is. */
  async function guards(window: Workbench): Promise<void> {
    await window.openFile('compose.yaml');
    await window.page.locator('.codelens-decoration').first().waitFor();
  }
});

/** Waits until a value has stayed the same for a second: what two programs do against each other would change it. */
async function quiet(value: () => unknown): Promise<void> {
  for (let last = value(), same = 0; same < 10; same += 1) {
    await delay(100);
    if (value() === last) continue;
    last = value();
    same = 0;
  }
}
