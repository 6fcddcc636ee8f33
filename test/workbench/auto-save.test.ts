import assert from 'node:assert/strict';
import { readFile, watch } from 'node:fs/promises';
import path from 'node:path';
import { openWorkbench } from '../support/workbench.ts';

const compose = 'services:\n  web:\n    image: nginx:1-alpine\n  db:\n    image: acme/db:1\n';

/** Settles when the file on disk has this text. */
async function written(file: string, text: string): Promise<void> {
  const events = watch(path.dirname(file), { signal: AbortSignal.timeout(30_000) });
  const first = (await readFile(file, 'utf8')) === text;
  if (first) return;
  for await (const _ of events) if ((await readFile(file, 'utf8')) === text) return;
}

describe('auto save in the editor', function () {
  this.timeout(180_000);

  it('waits while a file is broken, and takes nothing from under the hands', async () => {
    const settings = { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 1000 };
    const workbench = await openWorkbench({ workspace: { 'compose.yaml': compose, 'notes.txt': '' }, settings });
    const file = path.join(workbench.folder, 'compose.yaml');
    await workbench.openFile('compose.yaml');
    // The language server has looked at the file when its lenses are there; before that nobody knows what is broken.
    await workbench.page.locator('.codelens-decoration').first().waitFor();
    await workbench.replaceText(`${compose}  cache: [\n`);
    await workbench.squiggles('error').first().waitFor();
    // Another file, changed later and saved by itself, shows that the delay has passed.
    await workbench.openFile('notes.txt');
    await workbench.replaceText('done');
    await written(path.join(workbench.folder, 'notes.txt'), 'done');
    assert.equal(await readFile(file, 'utf8'), compose);

    await workbench.openFile('compose.yaml');
    await workbench.squiggles('error').first().waitFor();
    const mended = `${compose}  cache:\n    image: acme/cache:1\n`;
    await workbench.replaceText(mended);
    await written(file, mended);
    await workbench.close();
  });
});
