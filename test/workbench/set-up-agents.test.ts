import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { picturesInEveryTheme } from '../support/themes.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const settings = '{\n\t// mine\n\t"theme": "dark",\n}\n';

describe('setting up agents in VS Code', function () {
  this.timeout(240_000);
  let home: string;
  let workbench: Workbench;

  before(async () => {
    home = mkdtempSync(path.join(tmpdir(), 'holdfast-home-'));
    mkdirSync(path.join(home, '.claude'));
    writeFileSync(path.join(home, '.claude', 'settings.json'), settings);
    mkdirSync(path.join(home, '.codex'));
    workbench = await openWorkbench({
      workspace: { 'compose.yaml': 'services:\n  web:\n    image: nginx:1-alpine\n', 'CLAUDE.md': '# Mine\n' },
      env: { HOME: home },
    });
    await workbench.openFile('compose.yaml');
  });
  after(async () => {
    await workbench?.close();
    rmSync(home, { recursive: true, force: true });
  });

  const claude = () => readFileSync(path.join(home, '.claude', 'settings.json'), 'utf8');
  const rules = () => readFileSync(path.join(workbench.folder, 'CLAUDE.md'), 'utf8');
  const row = (text: string) => workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

  it('lists them, with those on this machine ticked', async () => {
    // Its list takes the palette's place, which then is never seen to close.
    void workbench.runCommand('Holdfast: Set Up Agents…');
    await row('Claude Code').waitFor();
    assert.equal(await row('Claude Code').getAttribute('aria-checked'), 'true');
    assert.equal(await row('Codex').getAttribute('aria-checked'), 'true');
    assert.equal(await row('Cursor').getAttribute('aria-checked'), 'false');
    await workbench.screenshot('agents-1-list');
    await picturesInEveryTheme(workbench, 'agents');
  });

  it('shows what would change before anything is written', async () => {
    await workbench.pick(['Claude Code', 'Codex', 'Rules for agents']);
    await row('Write These 3 Files').waitFor();
    await workbench.page.locator('.monaco-diff-editor').first().waitFor();
    await workbench.screenshot('agents-2-changes');
    assert.equal(claude(), settings);
    assert.equal(existsSync(path.join(home, '.codex', 'hooks.json')), false);
  });

  it('writes what was shown', async () => {
    await row('Write These 3 Files').click();
    await workbench.notification('Set up: Claude Code, Codex').waitFor();
    assert.match(claude(), /\/\/ mine[\s\S]*hook claude/);
    assert.match(readFileSync(path.join(home, '.codex', 'hooks.json'), 'utf8'), /hook codex/);
    assert.match(rules(), /^# Mine\n\n<!-- holdfast:start -->/);
    await workbench.page.locator('.monaco-diff-editor').first().waitFor({ state: 'detached' });
    await workbench.screenshot('agents-3-done');
  });

  it('takes it back to the byte', async () => {
    await workbench.answerNotification('Set up: Claude Code, Codex', 'Undo');
    await workbench.notification('Every file is as it was').waitFor();
    assert.equal(claude(), settings);
    assert.deepEqual(readdirSync(path.join(home, '.codex')), []);
    assert.equal(rules(), '# Mine\n');
    await workbench.screenshot('agents-4-undone');
  });

  it('takes the hook of an agent out when its tick is taken away', async () => {
    await setUp(['Claude Code'], 'Write This File');
    await workbench.notification('Set up: Claude Code.').waitFor();
    assert.match(claude(), /hook claude/);
    await setUp([], 'Write This File');
    await workbench.notification('Taken out of: Claude Code').waitFor();
    assert.equal(claude(), settings);
    await workbench.screenshot('agents-5-taken-out');
  });

  it('changes nothing when the person leaves', async () => {
    await setUp(['Cursor'], 'Change Nothing');
    await workbench.page.locator('.monaco-diff-editor').first().waitFor({ state: 'detached' });
    assert.deepEqual(readdirSync(home).includes('.cursor'), false);
  });

  async function setUp(agents: readonly string[], answer: string): Promise<void> {
    // Its list takes the palette's place, which then is never seen to close.
    void workbench.runCommand('Holdfast: Set Up Agents…');
    await row('Claude Code').waitFor();
    await workbench.pick(agents);
    await row(answer).click();
  }
});
