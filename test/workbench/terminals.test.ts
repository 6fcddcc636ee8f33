import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import type { Locator } from 'playwright-core';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const project = 'hf-terminals';
const volume = `${project}_data`;
const compose = `name: ${project}
services:
  db:
    image: busybox:1.37
    command: ["sh", "-c", "head -c 3000000 /dev/zero > /data/rows; exec sleep 1000"]
    stop_grace_period: 0s
    volumes:
      - data:/data
volumes:
  data:
`;

describe('terminals in VS Code, with guarding switched on', function () {
  this.timeout(240_000);
  let workbench: Workbench;

  before(async () => {
    workbench = await openWorkbench({
      workspace: { 'compose.yaml': compose },
      userSettings: {
        'holdfast.guard.terminalShims': true,
        'terminal.integrated.gpuAcceleration': 'off',
        'terminal.integrated.defaultProfile.linux': 'sh',
        'terminal.integrated.profiles.linux': { sh: { path: '/bin/sh' } },
      },
    });
    docker('compose', 'up', '-d');
    await workbench.openFile('compose.yaml');
    // The view is there when the parts that come after the guard are.
    await workbench.openContainer('Holdfast');
    await workbench.treeItem('Stack', 'db').first().waitFor();
    await workbench.runCommand('Terminal: Create New Terminal');
    await workbench.page.locator('.terminal.xterm').first().waitFor();
  });
  after(async () => {
    await workbench?.close();
    spawnSync('docker', ['compose', '-p', project, 'down', '-v'], { stdio: 'ignore' });
  });

  it('run harmless commands as ever', async () => {
    await type('docker ps --format "seen {{.Names}}" --filter name=hf-terminals; echo "code $?"');
    await line(`seen ${project}-db-1`);
    await line('code 0');
  });

  it('stop `docker compose down -v` until a person has said yes in VS Code', async () => {
    await type('docker compose down -v; echo "ended with $?"');
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const text = (await dialog.innerText()).replace(/\s+/g, ' ');
    assert.match(text, /Run “docker compose down -v” in/);
    assert.match(text, new RegExp(`${volume}, 3MB, no backup known`));
    assert.match(text, new RegExp(`${project}-db-1 \\(running\\)`));
    await workbench.screenshot('terminal-asks');
    // Someone who types on does not say yes by that.
    await workbench.page.keyboard.press('Enter');
    await line('Holdfast: not run.');
    await line('ended with 2');
    assert.match(docker('volume', 'ls', '-q'), new RegExp(`^${volume}$`, 'm'));
    await workbench.screenshot('terminal-not-run');
  });

  it('run it after a yes', async () => {
    await type('docker compose down -v; echo "then $?"');
    await workbench.answerDialog('docker compose down -v', 'Run It');
    await line('then 0');
    assert.doesNotMatch(docker('volume', 'ls', '-q'), new RegExp(`^${volume}$`, 'm'));
  });

  it('leave both answers in the audit log', async () => {
    await workbench.runCommand('Holdfast: Show Audit Log');
    await workbench.page.getByText('docker compose down -v').first().waitFor();
    await workbench.screenshot('terminal-audit');
  });

  async function type(command: string): Promise<void> {
    await workbench.page.locator('.terminal.xterm').first().click();
    await workbench.page.keyboard.type(command);
    await workbench.page.keyboard.press('Enter');
  }

  /** Waits for a line of the terminal that begins so. */
  async function line(text: string): Promise<Locator> {
    const found = workbench.page.locator('.xterm-rows > div', { hasText: new RegExp(`^${escaped(text)}`) }).first();
    await found.waitFor();
    return found;
  }

  function docker(...args: string[]): string {
    return execFileSync('docker', args, {
      cwd: workbench.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  }
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
