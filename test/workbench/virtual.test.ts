import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { openWorkbench } from '../support/workbench.ts';
import { packageNeighbour } from './neighbours/package-neighbour.ts';

describe('a workspace whose files are on no disk', function () {
  this.timeout(240_000);

  it('is told why there is nothing to see, and gets no question, no error and no file', async () => {
    const files = await packageNeighbour({
      publisher: 'holdfast-tests',
      name: 'memory-files',
      source: 'memory-files.ts',
      activationEvents: ['onFileSystem:memfs'],
    });
    const folders = [{ uri: 'memfs:/project', name: 'project' }];
    const bench = await openWorkbench({
      workspace: { 'memory.code-workspace': JSON.stringify({ folders }) },
      extensions: [files],
    });
    await bench.openWorkspaceFile('memory.code-workspace', 'compose.yaml');
    await bench.page.locator('.explorer-viewlet [role=treeitem]', { hasText: 'compose.yaml' }).first().click();
    await bench.page.locator('.view-line', { hasText: 'imagee' }).waitFor();
    await bench.openContainer('Holdfast');
    const stack = bench.view('Stack').locator('.welcome-view-content', { hasText: 'not on a disk' });
    await stack.waitFor();
    await bench.view('Held Changes').locator('.welcome-view-content', { hasText: 'not on a disk' }).waitFor();
    assert.equal(await stack.count(), 1);
    assert.equal(
      await bench.view('Stack').locator('.welcome-view-content p').filter({ hasText: 'Nothing runs' }).count(),
      0,
    );
    await bench.screenshot('virtual-workspace');
    assert.deepEqual(await bench.notifications(), []);
    assert.equal(existsSync(bench.stateFolder), false, 'nothing was written');
    await bench.close();
  });
});
