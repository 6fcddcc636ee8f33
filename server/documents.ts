import type { TextDocumentContentChangeEvent } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type FileView, overlay } from '../core/text/file-view.ts';
import { largestText } from '../io/disk.ts';
import { fileOf } from './from-protocol.ts';
import { type Texts, toUri } from './to-protocol.ts';

/** A document that the client has open. `document` is changed in place by edits. */
export interface OpenDocument {
  readonly file: string;
  readonly uri: string;
  readonly languageId: string;
  readonly document: TextDocument;
}

/** The texts that the server sees: those of open documents, and for all other files what is on disk. */
export interface Documents extends Texts {
  readonly open: ReadonlyMap<string, OpenDocument>;
  /** The disk with the open texts over it. An open text that is too large to be read on disk cannot be read here, either. */
  readonly view: FileView;
  byUri(uri: string): OpenDocument | undefined;
  opened(uri: string, languageId: string, version: number, text: string): OpenDocument;
  changed(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): OpenDocument | undefined;
  closed(uri: string): OpenDocument | undefined;
}

/** @param base where files that aren't open are read */
export function createDocuments(base: FileView): Documents {
  const open = new Map<string, OpenDocument>();
  const texts = new Map<string, string>();
  const others = new Map<string, TextDocument>();
  const unreadable = new Set<string>();
  const whole = overlay(base, texts);
  const view: FileView = {
    ...whole,
    readText: (file) => (unreadable.has(file) ? undefined : whole.readText(file)),
  };
  const keep = (file: string, text: string) => {
    const isTooLarge = text.length > largestText;
    if (isTooLarge) unreadable.add(file);
    else unreadable.delete(file);
    texts.set(file, isTooLarge ? '' : text);
  };
  const byUri = (uri: string) => open.get(fileOf(uri));

  return {
    open,
    view,
    byUri,
    opened(uri, languageId, version, text) {
      const document = TextDocument.create(uri, languageId, version, text);
      const entry: OpenDocument = { file: fileOf(uri), uri, languageId, document };
      open.set(entry.file, entry);
      keep(entry.file, text);
      return entry;
    },
    changed(uri, version, changes) {
      const entry = byUri(uri);
      if (entry === undefined) return undefined;
      TextDocument.update(entry.document, changes, version);
      keep(entry.file, entry.document.getText());
      return entry;
    },
    closed(uri) {
      const entry = byUri(uri);
      if (entry === undefined) return undefined;
      open.delete(entry.file);
      texts.delete(entry.file);
      unreadable.delete(entry.file);
      return entry;
    },
    document(file) {
      const entry = open.get(file);
      if (entry !== undefined) return entry.document;
      const text = base.readText(file) ?? '';
      const known = others.get(file);
      if (known !== undefined && known.getText() === text) return known;
      const document = TextDocument.create(toUri(file), 'yaml', 0, text);
      others.set(file, document);
      return document;
    },
    uri: (file) => open.get(file)?.uri ?? toUri(file),
  };
}
