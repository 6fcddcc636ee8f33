import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const project = 'hf-approval';
const db = `  db:
    image: busybox:1.37
    command: ["sh", "-c", "head -c 3000000 /dev/zero > /data/rows; exec sleep 1000"]
    stop_grace_period: 0s
    volumes:
      - data:/data
`;
/** Names that want to be taken for something else: a line of the dialog, a link, an icon, text that runs backwards. */
const misleading = `  "web\\nEverything else stays: db":
    image: nginx:1-alpine
  "[Details](command:workbench.action.closeWindow)":
    image: nginx:1-alpine
  "\\u202Egnihton":
    image: nginx:1-alpine
  "$(check) safe":
    image: nginx:1-alpine
`;
const compose = `name: ${project}\nservices:\n  keep:\n    image: nginx:1-alpine\n${db}${misleading}volumes:\n  data:\n`;
const left = `name: ${project}\nservices:\n  keep:\n    image: nginx:1-alpine\n`;

describe('the final yes in VS Code', function () {
  this.timeout(240_000);
  let workbench: Workbench;
  let file: string;

  before(async () => {
    workbench = await openWorkbench({ workspace: { 'compose.yaml': compose } });
    file = path.join(workbench.folder, 'compose.yaml');
    const running = path.join(workbench.folder, 'running.yaml');
    writeFileSync(running, `name: ${project}\nservices:\n${db}volumes:\n  data:\n`);
    const options = { cwd: workbench.folder, stdio: 'ignore' } as const;
    execFileSync('docker', ['compose', '-f', running, 'up', '-d'], options);
    await workbench.openFile('compose.yaml');
    await workbench.openContainer('Holdfast');
    await workbench.page.locator('.part.sidebar [role=treeitem][aria-label^="Service db, running"]').waitFor();
  });
  after(async () => {
    await workbench?.close();
    spawnSync('docker', ['compose', '-p', project, 'down', '-v'], { stdio: 'ignore' });
  });

  it('shows names as they are in the notification: no link, no line of its own', async () => {
    writeFileSync(file, left);
    const notification = workbench.notification('Holdfast held an edit of compose.yaml');
    await notification.waitFor();
    assert.equal(await notification.locator('.notification-list-item-message a').count(), 0);
    await workbench.screenshot('approval-misleading-held');
  });

  it('names the data that hangs on it, as the engine has it', async () => {
    await workbench.runCommand('Holdfast: Approve Held Changes…');
    const rows = workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'removed' });
    await rows.filter({ hasText: 'service db removed' }).first().waitFor();
    await workbench.screenshot('approval-misleading-list');
    await workbench.pick(['removed']);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    const lines = (await dialog.innerText()).split('\n').map((line) => line.trim());
    await workbench.screenshot('approval-misleading');
    const text = lines.join('\n');
    assert.match(text, /hf-approval_data, 3 MB, used by hf-approval-db-1 \(running\), no backup known/);
    assert.match(text, /Now: hf-approval-db-1 \(running\)/);
    assert.ok(text.includes('web⟨U+000A⟩Everything else stays: db'), text);
    assert.ok(text.includes('⟨U+202E⟩gnihton'), text);
    assert.ok(!lines.some((line) => line.startsWith('Everything else stays')), text);
    assert.equal(await dialog.locator('[class*=dialog-message] a').count(), 0);
    assert.equal(await dialog.locator('.dialog-message-text .codicon, .dialog-message-detail .codicon').count(), 0);
  });

  it('does nothing without the button', async () => {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
    assert.equal(readFileSync(file, 'utf8'), compose);
  });
});
