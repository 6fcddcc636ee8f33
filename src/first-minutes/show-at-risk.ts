import { commands, type Disposable, l10n, type Uri, window, workspace } from 'vscode';
import { composeLanguageId } from '../../server/protocol.ts';

/** "Show What Is at Risk": a Compose file of the workspace with its findings in the Problems view. */
export function registerShowAtRisk(): Disposable {
  return commands.registerCommand('holdfast.showAtRisk', async () => {
    const file = await findComposeFile();
    if (file === undefined) {
      const openFolder = l10n.t('Open Folder…');
      const play = l10n.t('Play an Incident');
      const answer = await window.showInformationMessage(
        l10n.t(
          'There is no Compose file in this workspace. Open a folder that has one, or see an example in a throw-away folder.',
        ),
        openFolder,
        play,
      );
      if (answer === openFolder) await commands.executeCommand('workbench.action.files.openFolder');
      if (answer === play) await commands.executeCommand('holdfast.playIncident');
      return;
    }
    await window.showTextDocument(await workspace.openTextDocument(file));
    await commands.executeCommand('workbench.actions.view.problems');
  });
}

/** The Compose file that is being looked at, otherwise the workspace's first. */
async function findComposeFile(): Promise<Uri | undefined> {
  const visible = window.visibleTextEditors.find(({ document }) => document.languageId === composeLanguageId);
  if (visible !== undefined) return visible.document.uri;
  const found = await workspace.findFiles('**/{compose,docker-compose}*.{yml,yaml}', '**/node_modules/**', 50);
  // The one nearest to the top is the project's own, not an example's or a dependency's.
  return found.sort((a, b) => depth(a) - depth(b) || (a.path < b.path ? -1 : 1))[0];
}

function depth(uri: Uri): number {
  return uri.path.split('/').length;
}
