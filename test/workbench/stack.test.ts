import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { runOrThrow } from '../../scripts/environment/process.mjs';
import { privateEngine } from '../engine/private-engine.ts';
import { demoWorkspace } from '../support/demo-workspace.ts';
import { picturesInEveryTheme } from '../support/themes.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const name = `l9test${process.pid}`;

describe('the stack in VS Code', function () {
  this.timeout(300_000);
  let workbench: Workbench;

  const docker = async (...args: readonly string[]) => (await runOrThrow('docker', args)).trim();
  const compose = (...args: readonly string[]) =>
    docker('compose', '-f', path.join(workbench.folder, 'compose.yaml'), ...args);
  const service = (text: string) => workbench.treeItem('Stack', text).first();

  before(async () => {
    workbench = await openWorkbench({ workspace: demoWorkspace({ name, portOffset: 20_000 }) });
    await workbench.openContainer('Holdfast');
  });

  after(async () => {
    await compose('down', '--volumes', '--timeout', '2');
    await docker('image', 'rm', '--force', `${name}-l9-api`);
    await workbench.close();
  });

  it('shows what is declared and does not run, then what runs', async () => {
    await service('l9-redisnot running').waitFor();
    await compose('up', '-d', '--build', '--wait');
    for (const each of ['l9-redis', 'l9-postgres', 'l9-neo4j', 'l9-api']) await service(`${each}healthy`).waitFor();
    await workbench.screenshot('stack-live');
  });

  it('shows within the moment that a container has died', async () => {
    await docker('kill', `${name}-redis`);
    await workbench.page.locator('[role=treeitem]', { hasText: /^l9-redis(stopped|failed)/ }).waitFor();
    await workbench.screenshot('stack-container-died');
  });

  it('restarts safely, with progress, and keeps the volume', async () => {
    const volumes = await docker('inspect', '--format', '{{json .Mounts}}', `${name}-redis`);
    await workbench.runCommand('Holdfast: Safe Restart…');
    await workbench.pick(['l9-redis']);
    const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'Restart l9-redis' });
    await dialog.waitFor();
    await workbench.screenshot('restart-plan');
    await dialog.locator('.monaco-button', { hasText: 'Restart' }).click();
    await workbench.notification(`Restarting ${name}`).waitFor();
    await workbench.screenshot('restart-progress');
    await workbench.notification(`${name}: l9-redis restarted and verified.`).waitFor({ timeout: 90_000 });
    await service('l9-redishealthy').waitFor();
    await workbench.screenshot('restart-done');
    assert.equal(await docker('inspect', '--format', '{{json .Mounts}}', `${name}-redis`), volumes);
  });
});

describe('VS Code without an engine', function () {
  this.timeout(180_000);

  it('says so plainly, and offers to choose or start one', async () => {
    const workbench = await openWorkbench({
      workspace: demoWorkspace({ name, portOffset: 20_000 }),
      env: { DOCKER_HOST: 'unix:///nonexistent/docker.sock' },
    });
    await workbench.openContainer('Holdfast');
    const view = workbench.view('Stack');
    await view.getByText('No container engine answers').waitFor();
    await view.getByText('Choose Docker Engine…').first().waitFor();
    await view.getByText('Start Docker Engine…').first().waitFor();
    await workbench.screenshot('no-engine');
    await picturesInEveryTheme(workbench, 'no-engine');
    await workbench.openFile('compose.yaml');
    await workbench.close();
  });
});

describe('an engine that is killed and comes back', function () {
  this.timeout(240_000);
  const engine = privateEngine();
  const host = engine.endpoint.host;
  let workbench: Workbench | undefined;

  const docker = async (...args: readonly string[]) => (await runOrThrow('docker', ['-H', host, ...args])).trim();

  async function untilItAnswers(): Promise<void> {
    for (;;) if (await docker('version').catch(() => '')) return;
  }

  after(async () => {
    await workbench?.close();
    await docker('rm', '--force', 'sleeper').catch(() => '');
    await engine.remove();
    rmSync(host.slice('unix://'.length), { force: true });
  });

  it('is shown as gone, and is right again within five seconds, without a reload', async function () {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) {
      console.log('      skipped: an engine of its own needs root on Linux');
      this.skip();
    }
    engine.start();
    await untilItAnswers();
    const busybox = path.join(path.dirname(host.slice('unix://'.length)), 'busybox.tar');
    await runOrThrow('docker', ['save', '--output', busybox, 'busybox:1.37']);
    await docker('load', '--input', busybox);
    const labels = ['--label', 'com.docker.compose.project=sleepers', '--label', 'com.docker.compose.service=sleeper'];
    const run = ['run', '-d', '--init', '--network', 'none', '--name', 'sleeper', '--restart', 'always', ...labels];
    await docker(...run, 'busybox:1.37', 'sleep', '100000');

    workbench = await openWorkbench({ workspace: { 'compose.yaml': 'services: {}\n' }, env: { DOCKER_HOST: host } });
    await workbench.openContainer('Holdfast');
    const sleepers = workbench.treeItem('Stack', 'sleepers');
    await sleepers.waitFor();
    await engine.kill('SIGKILL');
    await workbench.view('Stack').getByText('No container engine answers').waitFor();
    await workbench.screenshot('engine-killed');
    engine.start();
    await untilItAnswers();
    const answers = Date.now();
    await sleepers.waitFor();
    const took = Date.now() - answers;
    console.log(`      right again ${took} ms after the engine answered`);
    await workbench.screenshot('engine-back');
    assert.ok(took <= 5000, `it took ${took} ms`);
  });
});
