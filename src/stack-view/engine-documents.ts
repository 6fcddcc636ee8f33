import { type Disposable, EventEmitter, l10n, languages, type TextDocument, Uri, window, workspace } from 'vscode';
import type { Engine } from '../../io/engine/engine.ts';

export interface EngineDocuments extends Disposable {
  /** Shows what the engine says of this container now. */
  open(container: { readonly id: string; readonly name: string }, engine: Engine): Promise<void>;
}

export interface EngineDocumentKind {
  /** The documents' own URI scheme, such as `holdfast-log`. */
  readonly scheme: string;
  /** What stands behind the container's name, with its dot. */
  readonly extension: string;
  readonly read: (engine: Engine, id: string) => Promise<string>;
  readonly language: () => Promise<string | undefined>;
  /** The line that is shown first; the top without it. */
  readonly firstLine?: (document: TextDocument) => number;
}

/** Read-only documents of what an engine says of a container, which can be searched and copied as any other. */
export function provideEngineDocuments(kind: EngineDocumentKind): EngineDocuments {
  const { scheme, extension, read, language, firstLine } = kind;
  const changed = new EventEmitter<Uri>();
  const engines = new Map<string, Engine>();
  const provider = workspace.registerTextDocumentContentProvider(scheme, {
    onDidChange: changed.event,
    async provideTextDocumentContent({ query: id }) {
      const engine = engines.get(id);
      return engine === undefined ? l10n.t('The engine cannot be reached.') : read(engine, id);
    },
  });
  return {
    async open({ id, name }, engine) {
      engines.set(id, engine);
      const uri = Uri.from({ scheme, path: `/${name}${extension}`, query: id });
      changed.fire(uri);
      const document = await workspace.openTextDocument(uri);
      const languageId = await language();
      if (languageId !== undefined) await languages.setTextDocumentLanguage(document, languageId);
      const editor = await window.showTextDocument(document, { preview: true });
      if (firstLine) editor.revealRange(document.lineAt(firstLine(document)).range);
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}
