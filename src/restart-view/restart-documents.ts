import { type Disposable, languages, Uri, window, workspace } from 'vscode';

const scheme = 'holdfast-restart';

/** Reports and earlier texts as documents that can be read and not changed. */
export interface RestartDocuments extends Disposable {
  /** Makes one; `name` is what its tab shows. */
  make(name: string, text: string): Uri;
  /** Makes one and shows it as Markdown. */
  show(name: string, text: string): Promise<void>;
}

/** Documents that are kept for tabs that are still open. */
const kept = 30;

export function restartDocuments(): RestartDocuments {
  const texts = new Map<string, string>();
  let count = 0;
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: ({ query }) => texts.get(query) ?? '',
  });
  const make = (name: string, text: string) => {
    count += 1;
    texts.set(String(count), text);
    for (const key of [...texts.keys()].slice(0, -kept)) texts.delete(key);
    return Uri.from({ scheme, path: `/${name}`, query: String(count) });
  };
  return {
    make,
    async show(name, text) {
      const document = await workspace.openTextDocument(make(name, text));
      await window.showTextDocument(await languages.setTextDocumentLanguage(document, 'markdown'));
    },
    dispose: () => provider.dispose(),
  };
}
