import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { docker, engineOrSkip, freePort, testImage } from '../engine/scratch-project.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const name = `viewsact${process.pid}`;

const stackFile = (port: number) => `name: ${name}
services:
  web:
    image: ${testImage}
    init: true
    command: ["sh", "-c", "echo first words; echo needle here; exec httpd -f -p 80"]
    ports: ["127.0.0.1:${port}:80"]
  cache:
    image: ${testImage}
    init: true
    command: ["sleep", "3600"]
    volumes: ["/data", "kept:/kept"]
  absent:
    image: ${testImage}
volumes: {kept: {}}
`;

describe('what can be done in the stack view', function () {
  this.timeout(300_000);
  let bench: Workbench;
  let port: number;
  const row = (service: string) => bench.view('Stack').locator(`[role=treeitem][aria-label^="Service ${service},"]`);
  const state = (service: string) => docker('inspect', '--format', '{{.State.Status}}', `${name}-${service}-1`);

  /** Right-clicks a row and chooses what the menu says. */
  async function choose(target: Locator, label: string): Promise<void> {
    await target.click({ button: 'right' });
    const item = bench.page.locator('.monaco-menu .action-item', { hasText: new RegExp(`^${label}$`) }).first();
    await item.click();
    // A menu takes no click in the first moment after it was opened.
    await item.waitFor({ state: 'hidden', timeout: 2_000 }).catch(() => item.click());
  }

  async function clipboard(): Promise<string> {
    return (await bench.page.evaluate('navigator.clipboard.readText()')) as string;
  }

  before(async function () {
    await engineOrSkip(this);
    port = await freePort();
    bench = await openWorkbench({ workspace: { 'compose.yaml': stackFile(port) } });
    await bench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await docker('compose', '--project-directory', bench.folder, 'up', '--detach', 'web', 'cache');
    await bench.openContainer('Holdfast');
    // Not just the word, which "not running" has as well.
    for (const service of ['web', 'cache'])
      await row(service)
        .getByText(/^running/)
        .waitFor();
  });

  after(async () => {
    await docker('compose', '--project-directory', bench.folder, 'down', '--volumes', '--timeout', '1');
    await bench.close();
  });

  it('shows what running services use, while they are to be seen', async () => {
    await row('web').getByText('% CPU').waitFor();
    await bench.screenshot('stack-usage');
  });

  it('filters by words and by state, and says when nothing fits', async () => {
    await bench.runCommand('Holdfast: Filter Stack…');
    const input = bench.page.locator('.quick-input-widget input.input').first();
    await input.fill('cache');
    await bench.screenshot('stack-filter');
    await input.press('Enter');
    await bench.view('Stack').getByText('Only "cache"').waitFor();
    await row('cache').waitFor();
    await row('web').waitFor({ state: 'hidden' });
    await bench.runCommand('Holdfast: Filter Stack…');
    await input.fill('nothing like it');
    await input.press('Enter');
    await bench.view('Stack').getByText('No service matches the filter').waitFor();
    await bench.screenshot('stack-filter-nothing');
    await bench.view('Stack').getByText('Clear Filter').click();
    await row('web').waitFor();
  });

  it('groups by state and by engine', async () => {
    const group = async (label: string) => {
      await bench.runCommand('Holdfast: Group Stack…');
      await bench.page.locator('.quick-input-list .monaco-list-row', { hasText: label }).click();
    };
    await group('By state');
    await bench.treeItem('Stack', 'Not running').first().waitFor();
    await bench.screenshot('stack-by-state');
    await group('By engine');
    await bench.treeItem('Stack', 'chosen').first().waitFor();
    await bench.screenshot('stack-by-engine');
    await group('By project');
    await row('web').waitFor();
  });

  it('stops several services at once, starts and restarts one', async () => {
    await row('web').click();
    await row('cache').click({ modifiers: ['Control'] });
    await choose(row('cache'), 'Stop Containers');
    await row('web')
      .getByText(/^stopped/)
      .waitFor();
    await row('cache')
      .getByText(/^stopped/)
      .waitFor();
    await row('web').click();
    await choose(row('web'), 'Start Containers');
    await row('web')
      .getByText(/^running/)
      .waitFor();
    const before = await docker('inspect', '--format', '{{.State.StartedAt}}', `${name}-web-1`);
    await choose(row('web'), 'Restart Containers As They Are');
    while ((await docker('inspect', '--format', '{{.State.StartedAt}}', `${name}-web-1`)) === before);
    await row('web')
      .getByText(/^running/)
      .waitFor();
    assert.deepEqual([await state('web'), await state('cache')], ['running', 'exited']);
  });

  it('copies name, id, image and port', async () => {
    const copied: string[] = [];
    for (const label of ['Copy Container Name', 'Copy Container ID', 'Copy Image', 'Copy Port']) {
      await bench.page.evaluate("navigator.clipboard.writeText('')");
      await choose(row('web'), label);
      while ((await clipboard()) === '');
      copied.push(await clipboard());
    }
    const id = await docker('inspect', '--format', '{{.Id}}', `${name}-web-1`);
    assert.deepEqual(copied, [`${name}-web-1`, id, testImage, `localhost:${port}`]);
  });

  it('follows the log in a terminal, and opens it as a document to search', async () => {
    await choose(row('web'), 'Show Logs');
    await bench.page.locator('.terminal-wrapper.active .xterm-screen').waitFor();
    await bench.page.locator('.single-terminal-tab, .terminal-tabs-entry', { hasText: 'logs' }).first().waitFor();
    await bench.screenshot('stack-logs');
    await choose(row('web'), 'Search Log');
    await bench.page.locator('.editor-instance').getByText('needle').first().waitFor();
    await bench.page.locator('.find-widget.visible textarea').first().fill('needle');
    await bench.page.locator('.find-widget.visible').getByText('1 of').waitFor();
    await bench.screenshot('stack-search-log');
  });

  it('opens a shell in the container', async () => {
    await choose(row('web'), 'Open Shell');
    const tab = bench.page.locator('.single-terminal-tab, .terminal-tabs-entry', { hasText: 'shell' }).first();
    await tab.waitFor();
    const top = () => docker('top', `${name}-web-1`);
    while (!(await top()).match(/\bsh\b/));
    await bench.screenshot('stack-shell');
  });

  it('shows what the engine says of it, and its place in the file', async () => {
    await choose(row('web'), 'Inspect Container');
    await bench.page.locator(`.tab.active[data-resource-name="${name}-web-1.json"]`).waitFor();
    await choose(row('web'), 'Show in File');
    await bench.page.locator('.tab.active[data-resource-name="compose.yaml"]').waitFor();
  });

  it('opens a port in the browser', async () => {
    const opened = bench.page.context().waitForEvent('page');
    await choose(row('web'), 'Open Port in Browser');
    const page = await opened;
    // The server of the window may stand in between, for browsers elsewhere.
    assert.match(page.url(), new RegExp(`^http://[^?]*\\b${port}\\b`));
    await page.close();
  });

  it('removes a container only after saying what is lost and what stays', async () => {
    await choose(row('cache'), 'Remove Containers…');
    const dialog = bench.page.locator('.monaco-dialog-box', { hasText: `Remove ${name}-cache-1?` });
    await dialog.getByText(`The volume ${name}_kept stays`).waitFor();
    await dialog.getByText('anonymous volume at /data').waitFor();
    await bench.screenshot('stack-remove');
    await dialog.locator('.monaco-button', { hasText: 'Remove' }).click();
    await row('cache').getByText('not running').waitFor();
    assert.equal(await docker('volume', 'inspect', '--format', '{{.Name}}', `${name}_kept`), `${name}_kept`);
  });

  it('has networks and images with their users', async () => {
    for (const [view, item] of [
      ['Networks', `${name}_default`],
      ['Images', testImage],
    ] as const) {
      const header = bench.page.locator(`.part.sidebar .pane-header[aria-label*="${view}"]`);
      await header.click();
      await bench.treeItem(view, item).first().waitFor();
    }
    await bench.screenshot('stack-resources');
  });
});
