import { type Disposable, EventEmitter, l10n, languages, Uri, window, workspace } from 'vscode';
import type { Engine } from '../../io/engine/engine.ts';

const scheme = 'holdfast-inspect';

/** Shows what an engine says of a container as a read-only JSON document. */
export function provideInspections(): Disposable & {
  open(container: { readonly id: string; readonly name: string }, engine: Engine): Promise<void>;
} {
  const changed = new EventEmitter<Uri>();
  const engines = new Map<string, Engine>();
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    async provideTextDocumentContent(uri) {
      const engine = engines.get(uri.query);
      if (engine === undefined) return l10n.t('The engine cannot be reached.');
      return `${JSON.stringify(await engine.inspect(uri.query), undefined, 2)}\n`;
    },
  });
  return {
    async open({ id, name }, engine) {
      engines.set(id, engine);
      const uri = Uri.from({ scheme, path: `/${name}.json`, query: id });
      changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      await languages.setTextDocumentLanguage(document, 'json');
      await window.showTextDocument(document, { preview: true });
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}
