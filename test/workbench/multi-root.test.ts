import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gutted, original } from '../support/guarded-texts.ts';
import { until } from '../support/until.ts';
import { openWorkbench } from '../support/workbench.ts';

describe('a workspace of two folders', function () {
  this.timeout(240_000);

  it('has both stacks in the view, and both files guarded', async () => {
    const both = JSON.stringify({ folders: [{ path: 'shop' }, { path: 'blog' }] });
    const bench = await openWorkbench({
      workspace: { 'shop/compose.yaml': original, 'blog/compose.yaml': original, 'both.code-workspace': both },
    });
    await bench.openWorkspaceFile('both.code-workspace', 'blog');
    await bench.openContainer('Holdfast');
    for (const name of ['shop', 'blog']) await bench.treeItem('Stack', name).first().waitFor();
    for (const name of ['shop', 'blog']) {
      const file = path.join(bench.folder, name, 'compose.yaml');
      writeFileSync(file, gutted);
      await bench.notification(`Holdfast held an edit of ${name}/compose.yaml`).waitFor();
      await until(() => readFileSync(file, 'utf8') === original);
    }
    await bench.view('Held Changes').locator('[role=treeitem]', { hasText: 'compose.yaml' }).nth(1).waitFor();
    await bench.screenshot('multi-root');
    assert.equal((await bench.notifications()).length, 2);
    await bench.close();
  });
});
