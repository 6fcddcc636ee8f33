import type { Location, ReferenceParams } from 'vscode-languageserver/node';
import { offsetOf } from '../from-protocol.ts';
import type { Snapshot } from '../snapshot.ts';
import { occurrencesOf, symbolAt } from '../symbols/project-symbols.ts';
import { toRange } from '../to-protocol.ts';

/** Every place in the project's files where the name at the cursor is written. */
export function references(params: ReferenceParams, snapshot: Snapshot): Location[] | null {
  const symbol = symbolAt(snapshot, offsetOf(snapshot.current, params));
  if (symbol === undefined) return null;
  return occurrencesOf(snapshot, symbol)
    .filter((one) => params.context.includeDeclaration || one.role === 'reference')
    .map(({ file, range }) => ({ uri: snapshot.uri(file), range: toRange(snapshot.document(file), range) }));
}
