import assert from 'node:assert/strict';
import { openWorkbench } from '../support/workbench.ts';

const files = {
  'compose.yaml': `services:
  web:
    image: nginx:\${TAG}
    depends_on:
      - db
    
  db:
    image: acme/db:1
    retsart: always
`,
  'compose.override.yaml': 'services:\n  db:\n    environment:\n      LEVEL: debug\n',
  '.env': 'TAG=1.27\n',
};

describe('editor features in the editor', function () {
  this.timeout(180_000);

  it('shows commands above services and what variables stand for', async () => {
    const workbench = await openWorkbench({ workspace: files });
    await workbench.openFile('compose.yaml');
    const { page } = workbench;
    await page.locator('.codelens-decoration', { hasText: 'Safe restart' }).first().waitFor();
    await page.locator('.view-line', { hasText: '= 1.27' }).first().waitFor();
    await workbench.screenshot('editor-lenses-and-hints');
    await workbench.close();
  });

  it('completes keys by place', async () => {
    // A half-written key is broken YAML, which the guard would not let be saved meanwhile.
    const workbench = await openWorkbench({ workspace: files, settings: { 'files.autoSave': 'off' } });
    await workbench.openFile('compose.yaml');
    const { page } = workbench;
    await workbench.squiggles('error').first().waitFor();
    await page.keyboard.press('Control+G');
    await page.keyboard.type('6:5\n');
    await page.keyboard.type('health');
    const row = page.locator('.suggest-widget .monaco-list-row', { hasText: 'healthcheck' }).first();
    await row.waitFor();
    await workbench.screenshot('editor-completion');
    await workbench.close();
  });

  it('offers the correction of a key first', async () => {
    const workbench = await openWorkbench({ workspace: files });
    await workbench.openFile('compose.yaml');
    const { page } = workbench;
    await workbench.squiggles('error').first().waitFor();
    await page.keyboard.press('Control+G');
    await page.keyboard.type('9:7\n');
    await page.keyboard.press('Control+.');
    const first = page.locator('.action-widget .monaco-list-row.action').first();
    await first.waitFor();
    assert.match((await first.textContent()) ?? '', /restart/);
    await workbench.screenshot('editor-quick-fix');
    await workbench.close();
  });
});
