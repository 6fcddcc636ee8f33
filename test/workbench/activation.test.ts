import assert from 'node:assert/strict';
import { openWorkbench } from '../support/workbench.ts';

describe('the extension in VS Code', function () {
  this.timeout(180_000);

  it('knows a Compose file and shows its views, without an error', async () => {
    const workbench = await openWorkbench({
      workspace: { 'compose.yaml': 'services:\n  web:\n    image: nginx:1-alpine\n' },
    });
    await workbench.openFile('compose.yaml');
    await workbench.page.locator('.part.statusbar', { hasText: 'Compose' }).waitFor();
    await workbench.openContainer('Holdfast');
    await workbench.view('Held Changes').first().waitFor();
    await workbench.screenshot('activation');
    assert.deepEqual(await workbench.notifications(), []);
    await workbench.close();
  });
});
