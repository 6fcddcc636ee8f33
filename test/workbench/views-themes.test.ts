import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { docker, engineOrSkip, freePort } from '../engine/scratch-project.ts';
import { failingStack } from '../support/failing-stack.ts';
import { gutted, original } from '../support/guarded-texts.ts';
import { pictureName, sizes, themes, useTheme } from '../support/themes.ts';
import { openWorkbench, type Workbench } from '../support/workbench.ts';

const name = `viewsthm${process.pid}`;

const stackFile = (port: number) =>
  failingStack({
    name,
    port,
    apiProbe: "echo 'connection to db refused'; false",
    dbCommand: "sleep 1; echo 'FATAL: could not write'; exit 3",
  });

describe('the views in every theme', function () {
  this.timeout(240_000);
  let bench: Workbench;
  const row = (service: string) => bench.view('Stack').locator(`[role=treeitem][aria-label^="Service ${service},"]`);

  before(async function () {
    await engineOrSkip(this);
    bench = await openWorkbench({ workspace: { 'compose.yaml': stackFile(await freePort()) } });
    await docker('compose', '--project-directory', bench.folder, 'up', '--detach');
    await bench.openContainer('Holdfast');
    await row('api').getByText('unhealthy').waitFor();
    await row('db').getByText('failed').waitFor();
  });

  after(async () => {
    await docker('compose', '--project-directory', bench.folder, 'down', '--volumes', '--timeout', '1');
    await bench.close();
  });

  it('are drawn, and take their colours from the theme', async () => {
    await bench.openFile('compose.yaml');
    await bench.runCommand('Holdfast: Diagnose Stack');
    await bench.webview().getByRole('heading', { name: 'wrong' }).waitFor();
    await bench.runCommand('Holdfast: Show Incident Timeline');
    await bench.webview().locator('svg.timeline').waitFor();
    const backgrounds = new Set<string>();
    for (const theme of themes) {
      await useTheme(bench, theme);
      for (const size of sizes) {
        await bench.page.setViewportSize(size);
        for (const tab of ['compose.yaml', 'Diagnosis', 'Incident Timeline']) {
          await bench.page.locator('.tab', { hasText: tab }).click();
          // The lenses come a moment after the text.
          if (tab === 'compose.yaml') await bench.page.locator('.codelens-decoration').first().waitFor();
          if (tab === 'Diagnosis') await bench.webview().getByRole('heading', { name: 'wrong' }).waitFor();
          if (tab === 'Incident Timeline') await bench.webview().locator('svg.timeline .mark').first().waitFor();
          await bench.screenshot(`${pictureName(theme, size.width)}-${tab.split(/[ .]/)[0]?.toLowerCase()}`);
        }
      }
      await bench.page.setViewportSize(sizes[0]);
      await bench.hover(row('api'), 'health probe');
      await bench.screenshot(`${pictureName(theme, sizes[0].width)}-tooltip`);
      await bench.runCommand('Holdfast: Safe Restart…');
      await bench.page.locator('.quick-input-list .monaco-list-row', { hasText: 'db' }).first().waitFor();
      await bench.pick(['db']);
      const plan = bench.page.locator('.monaco-dialog-box');
      await plan.waitFor();
      await bench.screenshot(`${pictureName(theme, sizes[0].width)}-plan`);
      await bench.page.keyboard.press('Escape');
      await plan.waitFor({ state: 'hidden' });
      const style = 'getComputedStyle(document.documentElement)';
      const colour = `${style}.getPropertyValue('--vscode-editor-background') + getComputedStyle(document.body).color`;
      backgrounds.add(String(await bench.webview().locator('body').evaluate(colour)));
    }
    assert.equal(backgrounds.size, themes.length, [...backgrounds].join('; '));
  });
});

describe('the guard and the first steps in every theme', function () {
  this.timeout(240_000);

  it('are drawn', async () => {
    const bench = await openWorkbench({ workspace: { 'compose.yaml': original } });
    await bench.openFile('compose.yaml');
    await bench.page.locator('.codelens-decoration').first().waitFor();
    await bench.openContainer('Holdfast');
    await bench.view('Volumes').locator('.pane-header').click();
    writeFileSync(path.join(bench.folder, 'compose.yaml'), gutted);
    await bench.answerNotification('Holdfast held an edit of compose.yaml', 'Review');
    await bench.page.locator('.codelens-decoration', { hasText: 'service db removed' }).first().waitFor();
    const review = bench.page.locator('.tab', { hasText: 'held edit' }).first();
    // A preview would give its place to the next page.
    await review.dblclick();
    for (const theme of themes) {
      await useTheme(bench, theme);
      for (const size of sizes) {
        await bench.page.setViewportSize(size);
        const picture = pictureName(theme, size.width);
        await review.click();
        await bench.page.locator('.codelens-decoration', { hasText: 'service db removed' }).first().waitFor();
        await bench.screenshot(`${picture}-review`);
        // By the command and not the tab: when it is left, VS Code turns the page back to its overview.
        await bench.runCommand('Holdfast: Get Started');
        await bench.page.locator('.showDetails').first().waitFor();
        await bench.page.locator('.getting-started-step', { hasText: 'See What Really Runs' }).first().waitFor();
        await bench.screenshot(`${picture}-walkthrough`);
      }
    }
    await bench.close();
  });
});
