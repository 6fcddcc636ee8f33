import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { docker, engineOrSkip, freePort } from '../engine/scratch-project.ts';
import { failingStack } from '../support/failing-stack.ts';
import { picturesInEveryTheme } from '../support/themes.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const name = `viewsmon${process.pid}`;

/** A chain from a proxy over an api to a database that can be made to fail, and a service that ends when told to. */
const stackFile = (port: number) =>
  failingStack({
    name,
    port,
    apiProbe: "test ! -e /tmp/sick || (echo 'the db <b>is</b> away'; false)",
    dbCommand: "until test -e /data/fail; do sleep 0.2; done; echo 'FATAL: could not write'; exit 3",
  });

describe('the monitor in VS Code', function () {
  this.timeout(240_000);
  let bench: Workbench;
  const row = (service: string) => bench.view('Stack').locator(`[role=treeitem][aria-label^="Service ${service},"]`);
  const container = (service: string) => `${name}-${service}-1`;

  before(async function () {
    await engineOrSkip(this);
    bench = await openWorkbench({ workspace: { 'compose.yaml': stackFile(await freePort()) } });
    await docker('compose', '--project-directory', bench.folder, 'up', '--detach');
    await bench.openContainer('Holdfast');
    await row('api').getByText('healthy').waitFor();
  });

  after(async () => {
    await docker('compose', '--project-directory', bench.folder, 'down', '--volumes', '--timeout', '1');
    await bench.close();
  });

  it('tells of a failing health check once, calmly, though the view is closed', async () => {
    await bench.openContainer('Explorer');
    await docker('exec', container('api'), 'touch', '/tmp/sick');
    const notice = bench.notification('api is unhealthy: the db <b>is</b> away.');
    await notice.waitFor();
    await bench.screenshot('monitor-alert');
    await picturesInEveryTheme(bench, 'alert');
    assert.equal((await bench.notifications()).filter((text) => text.includes('unhealthy')).length, 1);
  });

  it('can be snoozed from the notification', async () => {
    await bench.answerNotification('api is unhealthy', 'Snooze…');
    const choice = bench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'For one hour' });
    await choice.waitFor();
    await bench.screenshot('monitor-snooze');
    await choice.click();
    await bench.runCommand('Holdfast: Show Alerts…');
    const standing = bench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'api is unhealthy' });
    await standing.getByText('snoozed').waitFor();
    await bench.screenshot('monitor-alerts');
    await bench.page.keyboard.press('Escape');
  });

  it('diagnoses from the notification of a service that ended: the root first, and safe steps only', async () => {
    await docker('exec', container('db'), 'touch', '/data/fail');
    await bench.answerNotification('db no longer runs', 'Diagnose');
    const page = bench.webview();
    await page.getByRole('heading', { name: /things? (?:is|are) wrong/ }).waitFor();
    await page.getByText('What suffers from it').first().waitFor();
    await bench.screenshot('monitor-diagnosis');
    const chain = await page.locator('.chain').first().innerText();
    assert.match(chain, /db\s*root/);
    assert.deepEqual(await page.locator('b').allInnerTexts(), [], 'markup of a probe must not become markup');
    const buttons = await page.getByRole('button').allInnerTexts();
    assert.ok(!buttons.some((text) => /\b(?:remove|prune|down|delete)\b/i.test(text)), buttons.join());
  });

  it('copies an incident report with timeline, cause, evidence and steps', async () => {
    await bench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await bench.webview().getByRole('button', { name: 'Copy as Incident Report' }).click();
    await bench.notification('The incident report is in the clipboard').waitFor();
    const report = (await bench.page.evaluate('navigator.clipboard.readText()')) as string;
    for (const part of [
      '# Incident:',
      '## Cause',
      '## Evidence',
      '## Steps',
      '## Timeline',
      `${container('db')} ended`,
    ]) {
      assert.ok(report.includes(part), `${part} is missing in\n${report}`);
    }
  });

  it('shows the inventory of what a cleanup would destroy before any cleanup', async () => {
    const lost = `${name}_lost`;
    await docker('volume', 'create', lost);
    try {
      const page = bench.webview();
      await page.getByRole('button', { name: 'Show the Inventory' }).click();
      await page.getByText(lost).waitFor();
    } finally {
      await docker('volume', 'rm', lost);
    }
  });

  it('runs a safe fix from its button: a restart with its own plan and question', async () => {
    const page = bench.webview();
    const card = page.locator('.root', { hasText: 'db has failed' }).first();
    await card.getByRole('button', { name: 'Safe Restart…' }).click();
    const dialog = bench.page.locator('.monaco-dialog-box', { hasText: 'db' });
    await dialog.waitFor();
    await bench.screenshot('monitor-fix');
    await bench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('shows the timeline as a picture for eyes and keyboard, and as a list', async () => {
    writeFileSync(
      path.join(bench.folder, 'compose.yaml'),
      stackFile(await freePort()).replace('interval: 1s', 'interval: 2s'),
    );
    await bench.runCommand('Holdfast: Show Incident Timeline');
    const page = bench.webview();
    await page.locator('svg.timeline .mark.bad').first().waitFor();
    const rows = page.locator('tbody tr');
    await rows
      .getByText(`${container('db')} ended`)
      .first()
      .waitFor();
    await rows.getByText('The file changed').first().waitFor();
    const mark = page.locator('svg.timeline .mark').first();
    await mark.focus();
    const first = await page.locator('#detail').innerText();
    await mark.press('End');
    await page.locator('svg.timeline .mark:focus').waitFor();
    await mark.press('ArrowDown');
    assert.notEqual(await page.locator('#detail').innerText(), first);
    await bench.screenshot('monitor-timeline');
  });

  it('keeps the timeline over a reload of the window', async () => {
    await bench.page.reload();
    await bench.openContainer('Holdfast');
    await row('db').getByText('failed').waitFor();
    await bench.runCommand('Holdfast: Show Incident Timeline');
    await bench
      .webview()
      .locator('tbody tr')
      .getByText(`${container('db')} ended`)
      .first()
      .waitFor();
    const days = readFileSync(
      path.join(bench.stateFolder, 'timeline', `${new Date().toISOString().slice(0, 10)}.jsonl`),
      'utf8',
    );
    assert.ok(days.includes('"what":"unhealthy"'));
  });
});
