import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openState } from '../../io/state/state.ts';
import { gutted, original } from '../support/guarded-texts.ts';
import { picturesInEveryTheme } from '../support/themes.ts';
import { until } from '../support/until.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

describe('views of the guard', function () {
  this.timeout(240_000);
  let workbench: Workbench;
  let file: string;

  before(async () => {
    workbench = await openWorkbench({ workspace: { 'compose.yaml': original } });
    file = path.join(workbench.folder, 'compose.yaml');
    await workbench.openFile('compose.yaml');
    await workbench.page.locator('.codelens-decoration').first().waitFor();
  });
  after(async () => workbench?.close());

  const row = (text: string) => workbench.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

  it('bring a service back from a restore point after it was let go', async () => {
    writeFileSync(file, gutted);
    await workbench.answerNotification('Holdfast held an edit of compose.yaml', 'Review');
    await workbench.page.locator('.monaco-diff-editor').waitFor();
    await workbench.runCommand('Holdfast: Approve Held Changes…');
    await row('service db removed').waitFor();
    await workbench.pick(['removed']);
    await workbench.answerDialog('db', 'Remove These 2');
    await workbench.notification('Done:').waitFor();
    assert.equal(readFileSync(file, 'utf8'), gutted);

    await workbench.runCommand('Holdfast: Show Restore Points…');
    await row('found when Holdfast started').waitFor();
    await workbench.screenshot('restore-points-1-list');
    await picturesInEveryTheme(workbench, 'restore-points');
    await row('found when Holdfast started').click();
    await row('Bring Back Services and Volumes').waitFor();
    await workbench.page.locator('.monaco-diff-editor').first().waitFor();
    await workbench.screenshot('restore-points-2-compare');
    await row('Bring Back Services and Volumes').click();
    await row('service db removed').waitFor();
    await workbench.pick(['service db removed']);
    await workbench.page.locator('.monaco-dialog-box').waitFor();
    await workbench.screenshot('restore-points-3-yes');
    await workbench.answerDialog('Bring back', 'Restore');
    await workbench.notification('Restored: compose.yaml').waitFor();
    assert.equal(readFileSync(file, 'utf8'), original);
  });

  it('tell the status of the guard, with where its keys are', async () => {
    await workbench.runCommand('Holdfast: Show Guard Status');
    await workbench.page.getByText('has a key of its own').first().waitFor();
    await workbench.page.getByText('All of those carry this editor').first().waitFor();
    await workbench.page.getByText('which only you can read').first().waitFor();
    await workbench.screenshot('guard-status');
  });
});

describe('the guard in a folder that is not trusted', function () {
  this.timeout(240_000);

  it('writes nothing until it is trusted, and then holds', async () => {
    const workbench = await openWorkbench({ workspace: { 'compose.yaml': original }, untrusted: true });
    const file = path.join(workbench.folder, 'compose.yaml');
    await workbench.openFile('compose.yaml');
    await workbench.openContainer('Holdfast');
    await workbench.page.getByText('deletions are not held back').first().waitFor();
    writeFileSync(file, gutted);
    // The editor shows the new text, so VS Code has seen it, and the guard would have.
    await workbench.page.locator('.view-line', { hasText: 'db:' }).waitFor({ state: 'detached' });
    assert.equal(readFileSync(file, 'utf8'), gutted);
    assert.deepEqual(openState(workbench.stateFolder).projects(), []);
    await workbench.screenshot('guard-untrusted');
    writeFileSync(file, original);

    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await workbench.page.locator('.workspace-trust-buttons-row .monaco-button', { hasText: 'Trust' }).first().click();
    const isGuarded = () =>
      openState(workbench.stateFolder)
        .projects()
        .some(({ baseline }) => baseline.read()?.get(file) === original);
    await until(isGuarded);
    writeFileSync(file, gutted);
    await workbench.notification('Holdfast held an edit of compose.yaml').waitFor();
    assert.equal(readFileSync(file, 'utf8'), original);
    await workbench.screenshot('guard-trusted');
    await workbench.close();
  });
});

describe('a protected file that is no Compose file', function () {
  this.timeout(240_000);

  it('is held and shown in the same views', async () => {
    const dockerfile = Array.from({ length: 12 }, (_, index) => `RUN step ${index}`).join('\n');
    const whole = `FROM busybox:1.37\n${dockerfile}\n`;
    const workbench = await openWorkbench({
      workspace: { 'compose.yaml': original, Dockerfile: whole },
      userSettings: { 'holdfast.guard.protectedFiles': ['Dockerfile'] },
    });
    const file = path.join(workbench.folder, 'Dockerfile');
    await workbench.openFile('compose.yaml');
    await until(() =>
      openState(workbench.stateFolder)
        .projects()
        .some(({ baseline }) => baseline.read()?.get(file) === whole),
    );
    writeFileSync(file, 'FROM busybox:1.37\n');
    await workbench.notification('Holdfast held an edit of Dockerfile: file Dockerfile shortened').waitFor();
    assert.equal(readFileSync(file, 'utf8'), whole);
    await workbench.answerNotification('Holdfast held an edit of Dockerfile', 'Review');
    await workbench.page.locator('.monaco-diff-editor').waitFor();
    await workbench.openContainer('Holdfast');
    await workbench.treeItem('Held Changes', 'file shortened').first().waitFor();
    await workbench.screenshot('guard-dockerfile');
    await workbench.close();
  });
});
