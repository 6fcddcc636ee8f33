import { commands, type Disposable, EventEmitter, l10n, languages, Uri, window, workspace } from 'vscode';
import type { Client } from '../client.ts';

const scheme = 'holdfast-project';

/**
 * `Holdfast: Show Effective Project`: the project that the open Compose file belongs to, all files merged and variables
 * filled in, as a read-only document beside it. It follows when the file is saved.
 */
export function registerShowEffectiveProject(client: Pick<Client, 'effectiveProject'>): Disposable {
  const changed = new EventEmitter<Uri>();
  const shown = new Set<string>();
  const parts: Disposable[] = [
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(uri) {
        const project = await client.effectiveProject(uri.query);
        return project?.text ?? `# ${l10n.t('This file belongs to no Compose project.')}\n`;
      },
    }),
    workspace.onDidSaveTextDocument(() => {
      for (const uri of shown) changed.fire(Uri.parse(uri));
    }),
    workspace.onDidCloseTextDocument(({ uri }) => shown.delete(uri.toString())),
    commands.registerCommand('holdfast.showEffectiveProject', async () => {
      const document = window.activeTextEditor?.document;
      if (document === undefined || document.isUntitled) {
        void window.showInformationMessage(
          l10n.t('Open a Compose file first; its whole project is then shown beside it.'),
        );
        return;
      }
      const uri = Uri.from({ scheme, path: `${document.uri.path}.effective.yaml`, query: document.uri.toString() });
      shown.add(uri.toString());
      const effective = await workspace.openTextDocument(uri);
      await languages.setTextDocumentLanguage(effective, 'yaml');
      await window.showTextDocument(effective, { viewColumn: -2, preview: true });
    }),
  ];
  return {
    dispose() {
      for (const part of parts) part.dispose();
    },
  };
}
