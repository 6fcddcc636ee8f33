import { type Hover, type HoverParams, MarkupKind } from 'vscode-languageserver/node';
import { keyAt } from '../../core/spec/shape-at.ts';
import type { Range } from '../../core/text/source.ts';
import { offsetOf } from '../from-protocol.ts';
import { describeEffectiveValue } from '../hover/effective-value.ts';
import { describeImage } from '../hover/image.ts';
import { describeSymbol } from '../hover/symbol.ts';
import { describeVariable } from '../hover/variable.ts';
import { placeAt } from '../place/place-at.ts';
import { rootShape } from '../root-shape.ts';
import type { Snapshot } from '../snapshot.ts';
import { keyDocumentation } from '../spec-text.ts';
import { symbolAt } from '../symbols/project-symbols.ts';
import { toRange } from '../to-protocol.ts';

/**
 * What is known of what the cursor is on: a variable's value and where it comes from, a named thing's summary, an
 * image's facts, or a key's meaning with its effective value.
 */
export function hover(params: HoverParams, snapshot: Snapshot): Hover | null {
  const offset = offsetOf(snapshot.current, params);
  const described = describe(snapshot, offset);
  if (described === undefined) return null;
  return {
    contents: { kind: MarkupKind.Markdown, value: described.text },
    range: toRange(snapshot.current, described.range),
  };
}

function describe(snapshot: Snapshot, offset: number): { readonly text: string; readonly range: Range } | undefined {
  const place = snapshot.kind === 'env' ? undefined : placeAt(snapshot.current, offset);
  if (place?.role === 'key' && place.hasColon) {
    const path = [...place.path, snapshot.current.getText().slice(place.word.start, place.word.end)];
    const key = keyAt(path, rootShape(snapshot.kind));
    if (key !== undefined && offset <= place.word.end) {
      const parts = [
        keyDocumentation(String(path.at(-1)), key),
        snapshot.kind === 'compose' ? describeEffectiveValue(snapshot, path) : undefined,
      ];
      return { text: parts.filter((part) => part !== undefined).join('\n\n---\n\n'), range: place.word };
    }
  }
  if (snapshot.kind === 'settings') return undefined;
  const symbol = symbolAt(snapshot, offset);
  if (symbol?.kind === 'variable') return { text: describeVariable(snapshot, symbol, offset), range: symbol.range };
  if (symbol !== undefined) {
    const text = describeSymbol(snapshot, symbol);
    if (text !== undefined) return { text, range: symbol.range };
  }
  if (place?.role !== 'value' || offset < place.word.start || offset > place.word.end) return undefined;
  const text = describeValue(snapshot, place.path);
  return text === undefined ? undefined : { text, range: place.word };
}

function describeValue(snapshot: Snapshot, path: readonly (string | number)[]): string | undefined {
  const { project } = snapshot;
  if (path[0] !== 'services') return undefined;
  const service = project.services.get(String(path[1])) ?? project.disabledServices.get(String(path[1]));
  if (service === undefined) return undefined;
  const parts: (string | undefined)[] = [];
  if (path[2] === 'image' && path.length === 3 && service.image !== undefined)
    parts.push(describeImage(service.image.value, snapshot.live));
  const key = path.findIndex((part) => typeof part === 'number');
  parts.push(describeEffectiveValue(snapshot, key < 0 ? path : path.slice(0, key)));
  const text = parts.filter((part) => part !== undefined).join('\n\n');
  return text === '' ? undefined : text;
}
