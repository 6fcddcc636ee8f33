import { fileURLToPath } from 'node:url';
import type { TextDocumentPositionParams } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { toPortablePath } from '../io/disk.ts';

/**
 * The library's path for a document. Documents that are no files (`untitled:`, `git:`) get a path in a folder that
 * doesn't exist, so that they are projects of their own.
 */
export function fileOf(uri: string): string {
  if (uri.startsWith('file:')) {
    try {
      return toPortablePath(fileURLToPath(uri));
    } catch {
      // A file uri with a host, which this system has no path for.
    }
  }
  return `/.holdfast-unsaved/${uri.replace(/[^\w.-]+/g, '_')}`;
}

/** The offset that a request is about. */
export function offsetOf(document: TextDocument, params: Pick<TextDocumentPositionParams, 'position'>): number {
  return document.offsetAt(params.position);
}
