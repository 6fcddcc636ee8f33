import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { watch, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { runOrThrow } from '../../scripts/environment/process.mjs';
import { picturesInEveryTheme } from '../support/themes.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const name = `restart${process.pid}`;
const program = path.resolve(import.meta.dirname, '../../cli/main.ts');
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

const file = (change: { readonly note?: string; readonly health?: string } = {}) => `name: ${name}
services:
  cache:
    image: redis:7-alpine
    command: redis-server --appendonly yes
    volumes: ["cache:/data"]
    healthcheck: {test: [CMD, redis-cli, ping], interval: 1s, retries: 10}
  web:
    image: busybox:1.37
    init: true
    command: sh -c "echo listening; exec httpd -f -p 80"
    environment: {NOTE: "${change.note ?? 'one'}"}
    depends_on: [cache]
    healthcheck: {test: [CMD-SHELL, "${change.health ?? 'true'}"], interval: 1s, retries: 2}
volumes: {cache: {}}
`;

describe('a safe restart in VS Code', function () {
  this.timeout(400_000);
  let workbench: Workbench;

  const docker = async (...args: readonly string[]) => (await runOrThrow('docker', args)).trim();
  const composeFile = () => path.join(workbench.folder, 'compose.yaml');
  const note = () => docker('exec', `${name}-web-1`, 'sh', '-c', 'echo "$NOTE"');
  const dialog = (text: string) => workbench.page.locator('.monaco-dialog-box', { hasText: text });
  const row = (text: string) => workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

  before(async () => {
    workbench = await openWorkbench({ workspace: { 'compose.yaml': file() } });
    await runOrThrow('docker', ['compose', '-f', composeFile(), 'up', '-d', '--wait']);
    await workbench.openContainer('Holdfast');
    await workbench.treeItem('Stack', 'webhealthy').first().waitFor();
  });

  after(async () => {
    await docker('compose', '-f', composeFile(), 'down', '--volumes', '--timeout', '2');
    const kept = await docker('image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', `holdfast-previous/${name}-*`);
    for (const image of kept.split('\n').filter((it) => it !== '')) await docker('image', 'rm', image);
    await workbench.close();
  });

  it('is chosen, read and confirmed with the keyboard alone, and puts back what fails', async () => {
    writeFileSync(composeFile(), file({ note: 'two', health: 'echo no answer; false' }));
    await workbench.runCommand('Holdfast: Safe Restart…');
    await row('web').waitFor();
    await workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'differs from the file' }).waitFor();
    await workbench.screenshot('restart-choose');
    // What differs from the file is ticked already; Enter accepts it.
    await workbench.page.keyboard.press('Enter');
    const plan = dialog('Restart web?');
    await plan.waitFor();
    await workbench.screenshot('restart-confirm');
    await workbench.page.keyboard.press('Enter');
    await workbench.notification(`Restarting ${name}`).waitFor();
    await workbench.page.locator('.notification-toast', { hasText: 'waiting until it is up' }).first().waitFor();
    await workbench.screenshot('restart-steps');
    const failure = workbench.notification(`${name}: web failed; the old version serves again`);
    await failure.waitFor({ timeout: 90_000 });
    await workbench.screenshot('restart-rolled-back');
    await picturesInEveryTheme(workbench, 'rolled-back');
    assert.equal(await note(), 'one');
    await failure.locator('.monaco-button', { hasText: 'Show Report' }).click();
    await workbench.page.locator('.tab.active', { hasText: `Restart of ${name}` }).waitFor();
    await workbench.page.locator('.view-line', { hasText: 'no answer' }).first().waitFor();
    await workbench.screenshot('restart-report');
  });

  it('can be cancelled, and then the old version serves', async () => {
    // It must not fail by itself before the pictures are taken and the button is pressed, however slow the machine.
    writeFileSync(composeFile(), file({ note: 'three', health: 'sleep 25; false' }));
    await workbench.runCommand('Holdfast: Safe Restart…');
    await row('web').waitFor();
    await workbench.pick(['web']);
    await workbench.answerDialog('Restart web?', 'Restart');
    const progress = workbench.page.locator('.notification-toast', { hasText: 'waiting until it is up' }).first();
    await progress.waitFor();
    await picturesInEveryTheme(workbench, 'progress');
    await progress.locator('.monaco-button', { hasText: 'Cancel' }).click();
    const cancelled = workbench.notification(`${name}: the restart was cancelled: web put back`);
    await cancelled.waitFor({ timeout: 60_000 });
    await workbench.screenshot('restart-cancelled');
    assert.equal(await note(), 'one');
  });

  it('lists earlier stacks and brings a file back', async () => {
    writeFileSync(composeFile(), file({ note: 'four' }));
    await workbench.runCommand('Holdfast: Go Back to an Earlier Stack…');
    await row('before a restart').waitFor();
    await workbench.screenshot('earlier-stacks');
    await workbench.page.keyboard.press('Enter');
    await row('Bring compose.yaml Back…').waitFor();
    await workbench.screenshot('earlier-stack');
    await row('Bring compose.yaml Back…').click();
    await dialog('Replace compose.yaml').waitFor();
    await workbench.screenshot('earlier-stack-confirm');
    const watcher = watch(workbench.folder);
    const changed = once(watcher, 'change');
    await workbench.answerDialog('Replace compose.yaml', 'Replace');
    await changed;
    watcher.close();
    const editor = await workbench.openFile('compose.yaml');
    await editor.locator('.view-line', { hasText: 'NOTE: "three"' }).waitFor();
  });

  it('goes back after a restart that was cut off', async () => {
    writeFileSync(composeFile(), file({ note: 'five' }));
    const child = spawn(process.execPath, ['--import', loader, program, 'restart', 'web', '--yes'], {
      cwd: workbench.folder,
      env: { ...process.env, HOLDFAST_STATE_DIR: workbench.stateFolder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (/^web: waiting/.test(line)) child.kill('SIGKILL');
    });
    const [, signal] = await once(child, 'close');
    assert.equal(signal, 'SIGKILL', 'the restart ended before it was cut off');
    assert.equal(await note(), 'five');

    await workbench.runCommand('Holdfast: Safe Restart…');
    await row('web').waitFor();
    await workbench.pick(['web']);
    await dialog('was cut off').waitFor();
    await workbench.screenshot('restart-cut-off');
    await workbench.answerDialog('was cut off', 'Go Back');
    await workbench.answerDialog('Restart web?', 'Restart');
    await workbench.notification(`${name}: web restarted and verified.`).waitFor({ timeout: 90_000 });
    assert.equal(await note(), 'one');
  });

  it('stops a plan that would do harm, and shows why', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      const taken = file({ note: 'six' }).replace('depends_on:', `ports: ["127.0.0.1:${port}:80"]\n    depends_on:`);
      // A further service is what tells that the window has read the file.
      writeFileSync(composeFile(), taken.replace('services:\n', 'services:\n  later: {image: "busybox:1.37"}\n'));
      await workbench.treeItem('Stack', 'later').first().waitFor();
      await workbench.runCommand('Holdfast: Safe Restart…');
      await row('later').waitFor();
      await workbench.pick(['web']);
      const stopped = dialog('This restart would do harm');
      await stopped.waitFor();
      await workbench.screenshot('restart-stopped');
      assert.match(await stopped.innerText(), new RegExp(`Port ${port} is held by node`));
      await workbench.page.keyboard.press('Escape');
      await stopped.waitFor({ state: 'hidden' });
    } finally {
      server.close();
    }
  });
});
