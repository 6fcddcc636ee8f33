import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { privateEngine, whyNoPrivateEngine } from '../engine/private-engine.ts';
import { picturesInEveryTheme } from '../support/themes.ts';
import { openWorkbench } from '../support/workbench.ts';

const file = 'services:\n  web:\n    image: nginx:1-alpine\n    privledged: true\n';

describe('the first minutes', function () {
  this.timeout(300_000);

  it('begin with a walkthrough whose incident is held for real', async () => {
    const workbench = await openWorkbench({ workspace: { 'compose.yaml': file } });
    const { page } = workbench;
    await workbench.openFile('compose.yaml');
    await workbench.runCommand('Holdfast: Get Started');
    const step = (title: string) => page.locator('.getting-started-step', { hasText: title }).first();
    await step('See What Really Runs').waitFor();
    await workbench.screenshot('walkthrough');
    for (const title of ['See What Is at Risk', 'Set Up Your Agents', 'Try a Safe Restart'])
      await step(title).waitFor();

    await step('See What Is at Risk').click();
    await page.locator('.getting-started-step.expanded .monaco-button', { hasText: 'Show What Is at Risk' }).click();
    await page.locator('.markers-panel-container .monaco-list-row', { hasText: 'privledged' }).first().waitFor();
    await workbench.screenshot('walkthrough-risk');

    await workbench.runCommand('Holdfast: Get Started');
    await page.locator('.getting-started-step.expanded', { hasText: 'See What' }).waitFor();
    await workbench.screenshot('walkthrough-done-step');
    await step('Play an Incident').click();
    await page.locator('.getting-started-step.expanded .monaco-button', { hasText: 'Play an Incident' }).click();
    await page.locator('.monaco-dialog-box', { hasText: 'remove PostgreSQL' }).waitFor();
    await workbench.screenshot('walkthrough-incident-question');
    const folder = /\/[^\s(]*holdfast-play-\w+/.exec(await page.locator('.monaco-dialog-box').innerText())?.[0] ?? '';
    const before = readFileSync(path.join(folder, 'compose.yaml'), 'utf8');
    await workbench.answerDialog('remove PostgreSQL', 'Let the Agent Write');
    await workbench.notification('Holdfast held an edit of compose.yaml').waitFor();
    await workbench.screenshot('walkthrough-incident-held');
    const after = readFileSync(path.join(folder, 'compose.yaml'), 'utf8');
    for (const service of ['l9-redis', 'l9-postgres', 'l9-neo4j'])
      assert.match(after, new RegExp(`^ {2}${service}:`, 'm'));
    assert.match(before, /The only copy of what the agents have learnt/);
    assert.match(after, /The only copy of what the agents have learnt/);
    await workbench.close();
  });

  it('say in a folder without a Compose file what there is to do', async function () {
    const why = whyNoPrivateEngine();
    if (why) {
      console.log(`Skipped: ${why}.`);
      this.skip();
    }
    // On an engine of its own, since what runs on a shared one would be shown instead.
    const engine = privateEngine();
    engine.start();
    try {
      await engine.ready();
      const workbench = await openWorkbench({
        workspace: { 'notes.txt': 'nothing' },
        env: { DOCKER_HOST: engine.endpoint.host },
      });
      const { page } = workbench;
      await workbench.openContainer('Holdfast');
      await workbench
        .view('Stack')
        .locator('.welcome-view-content', { hasText: 'Nothing runs on this engine' })
        .waitFor();
      await workbench.screenshot('no-compose-file');
      await picturesInEveryTheme(workbench, 'no-compose-file');
      await workbench.runCommand('Holdfast: Show What Is at Risk');
      await workbench.notification('There is no Compose file in this workspace').waitFor();
      assert.equal(await page.locator('.statusbar-item#holdfast\\.holdfast\\.holdfast\\.status').count(), 0);
      await workbench.close();
    } finally {
      await engine.remove();
    }
  });

  it('only read a folder that is not trusted, until it is', async () => {
    const workbench = await openWorkbench({ workspace: { 'compose.yaml': file }, untrusted: true });
    const { page } = workbench;
    await workbench.openFile('compose.yaml');
    await workbench.squiggles('error').first().waitFor();
    await page.locator('.statusbar-item', { hasText: 'Holdfast only reads' }).waitFor();
    await workbench.openContainer('Holdfast');
    await workbench.view('Stack').locator('.welcome-view-content', { hasText: 'not trusted' }).waitFor();
    await workbench.screenshot('untrusted');
    assert.deepEqual(holdfastProcesses(), [], 'no process was started');
    assert.equal(existsSync(workbench.stateFolder), false, 'no file was written');
    assert.deepEqual(readdirSync(workbench.folder), ['compose.yaml']);

    await workbench.runCommand('Workspaces: Manage Workspace Trust');
    await page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
    await page.locator('.statusbar-item', { hasText: 'Holdfast only reads' }).waitFor({ state: 'hidden' });
    await workbench.openFile('compose.yaml');
    await workbench.squiggles('error').first().waitFor();
    assert.equal(await workbench.squiggles('error').count(), 1, 'the finding is shown once');
    assert.notDeepEqual(holdfastProcesses(), [], 'the language server runs');
    await workbench.screenshot('trusted');
    await workbench.close();

    /** Processes of this window's server that run a program of the extension. */
    function holdfastProcesses(): readonly string[] {
      const home = path.dirname(workbench.stateFolder);
      return readdirSync('/proc').filter((pid) => {
        try {
          const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
          return words.includes(home) && words.includes('holdfast.holdfast-') && words.includes('/dist/');
        } catch {
          return false;
        }
      });
    }
  });
});
