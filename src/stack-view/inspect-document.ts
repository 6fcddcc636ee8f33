import { type Disposable, languages, Uri, window, workspace } from 'vscode';
import type { Engine } from '../../io/engine/engine.ts';

const scheme = 'holdfast-inspect';

/** Shows what the engine says of a container as a read-only JSON document. */
export function provideInspections(engine: () => Engine | undefined): Disposable & {
  open(container: { readonly id: string; readonly name: string }): Promise<void>;
} {
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    async provideTextDocumentContent(uri) {
      const connected = engine();
      if (connected === undefined) return 'The engine cannot be reached.';
      return `${JSON.stringify(await connected.inspect(uri.query), undefined, 2)}\n`;
    },
  });
  return {
    async open({ id, name }) {
      const uri = Uri.from({ scheme, path: `/${name}.json`, query: id });
      const document = await workspace.openTextDocument(uri);
      await languages.setTextDocumentLanguage(document, 'json');
      await window.showTextDocument(document, { preview: true });
    },
    dispose: () => provider.dispose(),
  };
}
