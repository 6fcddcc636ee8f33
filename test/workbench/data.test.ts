import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runOrThrow } from '../../scripts/environment/process.mjs';
import { picturesInEveryTheme } from '../support/themes.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const name = `gdata${process.pid}`;
const composeFile = `name: ${name}
services:
  cart:
    image: redis:7-alpine
    volumes:
      - cart-data:/data
  sessions:
    image: redis:7-alpine
volumes:
  cart-data:
`;

describe('volumes and backups in VS Code', function () {
  this.timeout(300_000);
  let workbench: Workbench;
  const left: string[] = [];

  const docker = async (...args: readonly string[]) => (await runOrThrow('docker', args)).trim();
  const compose = (...args: readonly string[]) =>
    docker('compose', '-f', path.join(workbench.folder, 'compose.yaml'), ...args);
  const row = (text: string) => workbench.treeItem('Volumes', text).first();
  const backupRow = (text: RegExp) => workbench.treeItem('Volumes', 'database dump').filter({ hasText: text });
  const redis = (...args: readonly string[]) => docker('exec', `${name}-cart-1`, 'redis-cli', ...args);
  const chooseFirst = async (text: string) => {
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
  };

  before(async () => {
    workbench = await openWorkbench({ workspace: { 'compose.yaml': composeFile } });
    await compose('up', '-d', '--wait');
    await redis('set', 'key', 'first');
    await workbench.openContainer('Holdfast');
    await workbench.view('Volumes').locator('.pane-header').click();
  });

  after(async () => {
    await docker('container', 'prune', '--force', '--filter', `label=dev.holdfast.volume=${name}_cart-data`);
    await compose('down', '--volumes', '--timeout', '2');
    const volumes = await docker('volume', 'ls', '--quiet', '--filter', `name=${name}`);
    if (volumes) await docker('volume', 'rm', ...volumes.split('\n'));
    if (left.length > 0) await docker('volume', 'rm', ...left);
    await docker('image', 'rm', '--force', `holdfast-previous/${name}-sessions:data`);
    await workbench.close();
  });

  it('shows what uses a volume, what is at risk and what has no backup', async () => {
    await row('cart-data')
      .filter({ hasText: /cart · no backup/ })
      .waitFor();
    await row('sessions: /data')
      .filter({ hasText: /no backup · .*anonymous/ })
      .waitFor();
    await workbench.screenshot('volumes');
  });

  it('gives data in an anonymous volume a name, with the file, after a yes', async () => {
    await docker('exec', `${name}-sessions-1`, 'redis-cli', 'set', 'session', 'kept');
    await docker('exec', `${name}-sessions-1`, 'redis-cli', 'save');
    const anonymous = await docker('inspect', '--format', '{{(index .Mounts 0).Name}}', `${name}-sessions-1`);
    left.push(anonymous);
    await workbench.runCommand('Holdfast: Make It a Named Volume…');
    await chooseFirst('sessions: /data');
    const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'into the named volume' });
    await dialog.waitFor();
    await workbench.screenshot('volume-naming');
    await dialog.locator('.monaco-button', { hasText: 'Move the Data' }).click();
    await workbench.notification('The data of sessions is in the volume').waitFor({ timeout: 120_000 });
    await row('sessions-data')
      .filter({ hasText: /sessions · no backup/ })
      .waitFor();
    await workbench.screenshot('volume-named');
    assert.match(readFileSync(path.join(workbench.folder, 'compose.yaml'), 'utf8'), /- sessions-data:\/data/);
    assert.equal(await docker('exec', `${name}-sessions-1`, 'redis-cli', 'get', 'session'), 'kept');
  });

  it('backs a volume up by the database itself, and tries the backup out', async () => {
    await workbench.runCommand('Holdfast: Back Up Volume…');
    await workbench.pick([`${name}_cart-data`]);
    await chooseFirst('Without stopping anything');
    await workbench.notification('cart-data is backed up. The database itself wrote it out').waitFor();
    await row('cart-data')
      .filter({ hasText: /backed up just now/ })
      .waitFor();
    await row('cart-data').locator('.monaco-tl-twistie').click();
    await backupRow(/not tried out/).waitFor();
    await workbench.screenshot('volumes-backed-up');
    await workbench.answerNotification('is backed up', 'Try It Out');
    await workbench.notification('The backup is good. Redis read it: 1 key in 1 database').waitFor({ timeout: 90_000 });
    await backupRow(/· tried out just now/).waitFor();
    await workbench.screenshot('volumes-tried-out');
    await picturesInEveryTheme(workbench, 'volumes');
  });

  it('puts a backup into the place of the volume after a yes, and keeps what was there', async () => {
    await redis('set', 'key', 'second');
    await workbench.runCommand('Holdfast: Restore Backup…');
    await chooseFirst('cart-data');
    const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'Put it in the place of' });
    await dialog.waitFor({ timeout: 90_000 });
    await workbench.screenshot('restore-question');
    await dialog.locator('.monaco-button', { hasText: 'Replace' }).click();
    await workbench.notification('What it held before is in').waitFor({ timeout: 90_000 });
    await workbench.screenshot('restore-done');
    assert.equal(await redis('get', 'key'), 'first');
    assert.match(await docker('volume', 'ls', '--quiet'), new RegExp(`^${name}_cart-data-before-restore$`, 'm'));
  });

  it('locks a volume, which then survives, and unlocks it only by a modal', async () => {
    await workbench.runCommand('Holdfast: Lock Volume');
    await workbench.pick([`cart-data, ${name}_cart-data,`]);
    await row('cart-data').and(workbench.page.locator('[aria-label*="locked"]')).waitFor();
    await workbench.screenshot('volume-locked');
    await compose('down', '--volumes', '--timeout', '1');
    assert.match(await docker('volume', 'ls', '--quiet'), new RegExp(`^${name}_cart-data$`, 'm'));
    await workbench.runCommand('Holdfast: Unlock Volume…');
    await workbench.pick([`cart-data, ${name}_cart-data,`]);
    const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'Unlock' });
    await dialog.waitFor();
    await workbench.screenshot('volume-unlock');
    await dialog.locator('.monaco-button', { hasText: 'Unlock' }).click();
    await row('cart-data').and(workbench.page.locator('[aria-label*="locked"]')).waitFor({ state: 'detached' });
  });
});
