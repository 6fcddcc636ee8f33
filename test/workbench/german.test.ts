import { openWorkbench } from '../support/workbench.ts';

describe('Holdfast in German', function () {
  this.timeout(240_000);

  it('greets, warns and asks in the language of the window', async () => {
    const workbench = await openWorkbench({
      workspace: { 'compose.yaml': 'services:\n  web:\n    image: nginx:1-alpine\n' },
      locale: 'de',
    });
    const { page } = workbench;
    await workbench.openFile('compose.yaml');
    await workbench.openContainer('Holdfast');
    await workbench.view('Aufgehaltene Änderungen').first().waitFor();
    await page.locator('.codelens-decoration', { hasText: 'Sicherer Neustart' }).first().waitFor();
    await workbench.runCommand('Holdfast: Erste Schritte');
    await page.locator('.getting-started-step', { hasText: 'Sehen, was wirklich läuft' }).first().waitFor();
    await workbench.runCommand('Holdfast: Vorfall durchspielen …');
    await page.locator('.monaco-dialog-box', { hasText: 'sollte PostgreSQL aus dieser Datei entfernen' }).waitFor();
    await workbench.screenshot('german-question');
    await workbench.answerDialog('PostgreSQL', 'Den Agenten schreiben lassen');
    await workbench.notification('Holdfast hat eine Änderung von compose.yaml aufgehalten').waitFor();
    await workbench.screenshot('german-held');
    await workbench.close();
  });
});
