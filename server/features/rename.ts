import {
  ErrorCodes,
  type PrepareRenameParams,
  type Range,
  type RenameParams,
  ResponseError,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import { offsetOf } from '../from-protocol.ts';
import type { Snapshot } from '../snapshot.ts';
import type { SymbolKind } from '../symbols/occurrence.ts';
import { occurrencesOf, symbolAt } from '../symbols/project-symbols.ts';
import { toRange, toWorkspaceEdit } from '../to-protocol.ts';

/** What Compose accepts as a name. */
const resourceName = { pattern: /^[a-zA-Z0-9._-]+$/, wording: 'letters, digits, ".", "_" and "-"' };
const grammars: Readonly<Record<SymbolKind, { readonly pattern: RegExp; readonly wording: string }>> = {
  service: resourceName,
  volume: resourceName,
  network: resourceName,
  secret: resourceName,
  config: resourceName,
  model: resourceName,
  profile: { pattern: /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, wording: 'at least two letters, digits, ".", "_" or "-"' },
  variable: { pattern: /^[a-zA-Z_][a-zA-Z0-9_]*$/, wording: 'letters, digits and "_", not starting with a digit' },
  anchor: { pattern: /^[^\s,[\]{}&*]+$/, wording: 'anything but blanks, commas and brackets' },
};

/** The name that would be renamed, when the cursor is on one. */
export function prepareRename(
  params: PrepareRenameParams,
  snapshot: Snapshot,
): { range: Range; placeholder: string } | null {
  const symbol = symbolAt(snapshot, offsetOf(snapshot.current, params));
  if (symbol === undefined) return null;
  return { range: toRange(snapshot.current, symbol.range), placeholder: symbol.name };
}

/**
 * Renames in all files of the project at once.
 *
 * @throws ResponseError for a name that Compose would reject or that is taken
 */
export function rename(params: RenameParams, snapshot: Snapshot): WorkspaceEdit | null {
  const symbol = symbolAt(snapshot, offsetOf(snapshot.current, params));
  if (symbol === undefined) return null;
  const { pattern, wording } = grammars[symbol.kind];
  if (!pattern.test(params.newName)) {
    throw new ResponseError(
      ErrorCodes.InvalidParams,
      `"${params.newName}" is no name for a ${symbol.kind}: use ${wording}.`,
    );
  }
  const taken = occurrencesOf(snapshot, { ...symbol, name: params.newName }).some((one) => one.role === 'definition');
  if (taken && symbol.kind !== 'profile' && params.newName !== symbol.name) {
    throw new ResponseError(ErrorCodes.InvalidParams, `There is a ${symbol.kind} "${params.newName}" already.`);
  }
  const edits = occurrencesOf(snapshot, symbol).map(({ file, range }) => ({ file, range, text: params.newName }));
  return toWorkspaceEdit(edits, snapshot);
}
