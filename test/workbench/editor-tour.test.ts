import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '../support/until.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const compose = `x-logging: &logging
  driver: local
services:
  web:
    image: nginx:\${TAG}
    logging: *logging
    depends_on:
      - store
    volumes:
      - ./site:/usr/share/nginx/html
  store:
    image: acme/store:1
    retsart: always
    networks: [inner]
networks:
  inner:
    internal:   true
`;

const files = {
  'compose.yaml': compose,
  'compose.override.yaml': 'services:\n  store:\n    environment:\n      LEVEL: debug\n',
  '.env': 'TAG=1.27\n',
  'site/index.html': '<p>site</p>\n',
};

/** Half-written keys are broken YAML, and a renamed service is a removed one: the guard would not let them be saved. */
const settings = { 'files.autoSave': 'off', 'files.refactoring.autoSave': false };

/** One window for all, since each takes long to open: what comes later builds on what came before. */
describe('every editor feature in one window', function () {
  this.timeout(300_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({ workspace: files, settings });
    await workbench.openFile('compose.yaml');
    await workbench.squiggles('error').first().waitFor();
  });
  after(() => workbench?.close());

  /** Puts the cursor at a line and column, counted from 1. */
  const goTo = async (line: number, column: number) => {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Control+G');
    const input = workbench.page.locator('.quick-input-widget input.input').first();
    await input.fill(`:${line}:${column}`);
    await input.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await workbench.page
      .locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` })
      .first()
      .waitFor();
  };
  const lineWith = (text: string) => workbench.page.locator('.editor-instance .view-line', { hasText: text }).first();

  it('tells what a variable stands for, and has commands above services', async () => {
    await lineWith('= 1.27').waitFor();
    await workbench.page.locator('.codelens-decoration', { hasText: 'Safe restart' }).first().waitFor();
    await workbench.screenshot('tour-01-hints-and-lenses');
  });

  it('underlines faults, and says what to do', async () => {
    await workbench.hover(workbench.token('retsart'), /retsart.*restart/s);
    await workbench.screenshot('tour-02-fault');
  });

  it('explains keys', async () => {
    await workbench.hover(workbench.token('depends_on'), 'Services that are started before this one');
    await workbench.screenshot('tour-03-hover');
  });

  it('colours variables', async () => {
    const colour = (span: unknown) =>
      (globalThis as unknown as { getComputedStyle(of: unknown): { color: string } }).getComputedStyle(span).color;
    const variable = workbench.page.locator('.view-line > span > span', { hasText: /^TAG$/ }).first();
    await variable.waitFor();
    assert.notEqual(await variable.evaluate(colour), await workbench.token('nginx:').evaluate(colour));
  });

  it('leads to files and images', async () => {
    await workbench.page.locator('.detected-link', { hasText: 'acme' }).first().waitFor();
    assert.ok((await workbench.page.locator('.detected-link').count()) >= 2);
    await workbench.screenshot('tour-04-links');
  });

  it('completes', async () => {
    await goTo(8, 14);
    await workbench.page.keyboard.press('Enter');
    // From the column of the list to that of the service's keys.
    await workbench.page.keyboard.press('Backspace');
    await workbench.page.keyboard.type('heal');
    await workbench.page.locator('.suggest-widget .monaco-list-row', { hasText: 'healthcheck' }).first().waitFor();
    await workbench.screenshot('tour-05-completion');
    await workbench.page.keyboard.press('Escape');
    await workbench.replaceText(compose);
    await workbench.squiggles('error').first().waitFor();
  });

  it('peeks at definitions in all files', async () => {
    await goTo(8, 11);
    await workbench.runCommand('Peek Definition');
    const peek = workbench.page.locator('.peekview-widget');
    await peek.locator('.ref-tree .monaco-list-row', { hasText: 'compose.override.yaml' }).first().waitFor();
    await workbench.screenshot('tour-06-peek');
    await workbench.page.keyboard.press('Escape');
    await peek.waitFor({ state: 'hidden' });
  });

  it('finds references', async () => {
    await goTo(11, 4);
    const peek = workbench.page.locator('.peekview-widget');
    const reference = peek.locator('.ref-tree .monaco-list-row', { hasText: '- store' }).first();
    await workbench.pressUntil('Shift+F12', reference);
    await workbench.screenshot('tour-07-references');
    await workbench.page.keyboard.press('Escape');
    await peek.waitFor({ state: 'hidden' });
  });

  it('lists the symbols', async () => {
    const symbol = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'store' }).first();
    await workbench.pressUntil('Control+Shift+O', symbol);
    await workbench.screenshot('tour-08-symbols');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.breadcrumbs-below-tabs, .breadcrumbs-control').first().waitFor();
  });

  it('folds', async () => {
    await goTo(1, 1);
    await workbench.page.keyboard.press('Control+K');
    await workbench.page.keyboard.press('Control+0');
    await lineWith('retsart').waitFor({ state: 'hidden' });
    await lineWith('services').waitFor();
    await workbench.screenshot('tour-09-folded');
    await workbench.page.keyboard.press('Control+K');
    await workbench.page.keyboard.press('Control+J');
    await lineWith('retsart').waitFor();
  });

  it('widens the selection', async () => {
    await goTo(5, 14);
    await workbench.runCommand('Expand Selection');
    await workbench.runCommand('Expand Selection');
    await workbench.page
      .locator('.statusbar-item', { hasText: /selected/ })
      .first()
      .waitFor();
    await workbench.screenshot('tour-10-selection');
  });

  it('offers the nearest key first', async () => {
    await goTo(13, 7);
    // The editor shows the bulb once it knows the actions for this place.
    await workbench.page.locator('.lightBulbWidget:visible').first().waitFor();
    const first = workbench.page.locator('.action-widget .monaco-list-row.action').first();
    await workbench.pressUntil('Control+.', first);
    assert.match(await first.innerText(), /restart/);
    await workbench.screenshot('tour-11-actions');
    await workbench.page.keyboard.press('Enter');
    await lineWith('restart: always').waitFor();
  });

  it('formats', async () => {
    await workbench.runCommand('Format Document');
    await lineWith('internal: true').waitFor();
    await workbench.screenshot('tour-14-formatted');
    await workbench.replaceText(compose);
    await workbench.save();
    await workbench.page.locator('.tab.active:not(.dirty)', { hasText: 'compose.yaml' }).waitFor();
    await workbench.squiggles('error').first().waitFor();
  });

  it('keeps holding while the language server hangs, and gets it back when it dies', async () => {
    const home = path.dirname(workbench.stateFolder);
    const onDisk = () => readFileSync(path.join(workbench.folder, 'compose.yaml'), 'utf8');
    const server = serverProcess(home);
    assert.ok(server !== undefined, 'no language server runs');
    process.kill(server, 'SIGSTOP');
    const emptied =
      compose.slice(0, compose.indexOf('  store:')) + compose.slice(compose.indexOf('networks:\n  inner'));
    await workbench.replaceText(emptied.replace('    depends_on:\n      - store\n', '').replace('local', 'journald'));
    await workbench.save();
    // What deletes nothing goes through, which tells that the save is done.
    await until(() => onDisk().includes('driver: journald'));
    assert.match(onDisk(), /^ {2}store:/m);
    await workbench.runCommand('Notifications: Show Notifications');
    await workbench.page.locator('.notification-list-item', { hasText: 'store' }).first().waitFor();
    await workbench.screenshot('tour-15-held-without-server');
    process.kill(server, 'SIGKILL');
    await workbench.runCommand('Notifications: Clear All Notifications');
    await workbench.replaceText(compose.replace('retsart', 'netwroks'));
    await workbench.page.keyboard.press('Control+Shift+M');
    await workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'netwroks' }).first().waitFor();
    assert.notEqual(serverProcess(home), server);
    await workbench.screenshot('tour-16-server-back');
  });

  it('renames in all files', async () => {
    await workbench.replaceText(compose);
    await workbench.squiggles('error').first().waitFor();
    await goTo(11, 4);
    const input = workbench.page.locator('.rename-box input').first();
    await workbench.pressUntil('F2', input);
    await input.fill('depot');
    await workbench.screenshot('tour-18-rename');
    await input.press('Enter');
    await lineWith('- depot').waitFor();
    await lineWith('  depot:').waitFor();
    await workbench.screenshot('tour-19-renamed');
  });
});

/** The process of the language server that belongs to a host's folder. */
function serverProcess(home: string): number | undefined {
  const found = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      const state = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${name}/status`, 'utf8'))?.[1];
      return command.includes(home) && command.includes('dist/server.js') && state !== 'Z';
    } catch {
      // It has ended meanwhile.
      return false;
    }
  });
  return found === undefined ? undefined : Number(found);
}
