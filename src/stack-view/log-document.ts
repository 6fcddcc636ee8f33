import { type Disposable, EventEmitter, l10n, languages, Uri, window, workspace } from 'vscode';
import type { Engine } from '../../io/engine/engine.ts';

const scheme = 'holdfast-log';
/** Lines that are read from the end. */
const lines = 5000;

/** Shows what a container wrote as a read-only document, which can be searched as any other. */
export function provideLogs(): Disposable & {
  open(container: { readonly id: string; readonly name: string }, engine: Engine): Promise<void>;
} {
  const changed = new EventEmitter<Uri>();
  const engines = new Map<string, Engine>();
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const engine = engines.get(uri.query);
      if (engine === undefined) return l10n.t('The engine cannot be reached.');
      const written = await engine.logs(uri.query, { tail: lines });
      return written.length === 0 ? l10n.t('It has written nothing.') : `${written.join('\n')}\n`;
    },
  });
  return {
    async open({ id, name }, engine) {
      engines.set(id, engine);
      const uri = Uri.from({ scheme, path: `/${name}.log`, query: id });
      changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      if ((await languages.getLanguages()).includes('log')) await languages.setTextDocumentLanguage(document, 'log');
      const editor = await window.showTextDocument(document, { preview: true });
      editor.revealRange(document.lineAt(document.lineCount - 1).range);
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}
