import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { commands, type Disposable, type ExtensionContext, l10n, Uri, window, workspace } from 'vscode';

/** The stack of a real incident, and what an agent left of it that was asked to remove PostgreSQL alone. */
const before = 'compose.yaml';
const after = 'left-by-the-agent.yaml';
/** What the stack's file asks for; nothing is started with it. */
const variables = 'POSTGRES_PASSWORD=l9-demo\nNEO4J_PASSWORD=l9-demo\n';

/**
 * "Play an Incident…": writes the stack of a real incident into a new folder for temporary files, and lets "an agent"
 * delete three of its four services from it, past the editor. What the guard does then is no show: it is the guard.
 */
export function registerPlayIncident(context: ExtensionContext): Disposable {
  return commands.registerCommand('holdfast.playIncident', async () => {
    const folder = Uri.joinPath(Uri.file(tmpdir()), `holdfast-play-${randomBytes(4).toString('hex')}`);
    const file = Uri.joinPath(folder, before);
    const demo = Uri.joinPath(context.extensionUri, 'demo');
    await workspace.fs.createDirectory(folder);
    await workspace.fs.copy(Uri.joinPath(demo, before), file);
    await workspace.fs.copy(Uri.joinPath(demo, 'api'), Uri.joinPath(folder, 'api'));
    await workspace.fs.writeFile(Uri.joinPath(folder, '.env'), new TextEncoder().encode(variables));
    await window.showTextDocument(await workspace.openTextDocument(file), { preview: false });
    const write = l10n.t('Let the Agent Write');
    const answer = await window.showInformationMessage(
      l10n.t('An agent was asked to remove PostgreSQL from this file, and nothing else.'),
      {
        modal: true,
        detail: l10n.t(
          'This is what it did in a real incident: it left one service of four, no volumes and no networks. The folder is a throw-away copy ({0}); nothing of yours is touched and no container is started.',
          folder.fsPath,
        ),
      },
      write,
    );
    if (answer !== write) return;
    await workspace.fs.writeFile(file, await workspace.fs.readFile(Uri.joinPath(demo, after)));
  });
}
