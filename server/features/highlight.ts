import {
  type DocumentHighlight,
  DocumentHighlightKind,
  type DocumentHighlightParams,
} from 'vscode-languageserver/node';
import { offsetOf } from '../from-protocol.ts';
import type { Snapshot } from '../snapshot.ts';
import { isSameSymbol } from '../symbols/occurrence.ts';
import { occurrencesIn, symbolAt } from '../symbols/project-symbols.ts';
import { toRange } from '../to-protocol.ts';

/** Marks the name at the cursor wherever it is written in this document. */
export function highlight(params: DocumentHighlightParams, snapshot: Snapshot): DocumentHighlight[] | null {
  const symbol = symbolAt(snapshot, offsetOf(snapshot.current, params));
  if (symbol === undefined) return null;
  return occurrencesIn(snapshot, snapshot.file)
    .filter((one) => isSameSymbol(one, symbol))
    .map(({ range, role }) => ({
      range: toRange(snapshot.current, range),
      kind: role === 'definition' ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
    }));
}
