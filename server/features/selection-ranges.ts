import type { SelectionRange, SelectionRangeParams } from 'vscode-languageserver/node';
import type { Range } from '../../core/text/source.ts';
import type { YamlNode } from '../../core/yaml/node.ts';
import { placeAt } from '../place/place-at.ts';
import type { Snapshot } from '../snapshot.ts';
import { toRange } from '../to-protocol.ts';

/** For each position: the word, the value, the entry, what holds it, up to the document. */
export function selectionRanges(params: SelectionRangeParams, snapshot: Snapshot): SelectionRange[] {
  const { current } = snapshot;
  const yaml = snapshot.kind === 'compose' ? snapshot.yaml(snapshot.file) : undefined;
  return params.positions.map((position) => {
    const offset = current.offsetAt(position);
    const ranges: Range[] = [{ start: 0, end: current.getText().length }];
    for (const { root } of yaml?.documents ?? []) if (root !== undefined) descend(root, offset, ranges);
    const { word } = placeAt(current, offset);
    ranges.push(word);
    let selection: SelectionRange | undefined;
    let outer: Range | undefined;
    for (const range of ranges) {
      if (range.start > offset || range.end < offset) continue;
      if (outer !== undefined && (range.start < outer.start || range.end > outer.end)) continue;
      if (outer?.start === range.start && outer.end === range.end) continue;
      selection = { range: toRange(current, range), ...(selection === undefined ? {} : { parent: selection }) };
      outer = range;
    }
    return selection ?? { range: { start: position, end: position } };
  });
}

function descend(node: YamlNode, offset: number, ranges: Range[]): void {
  const { range } = node.location;
  if (range.start > offset || range.end < offset) return;
  ranges.push(range);
  if (node.kind === 'sequence') for (const item of node.items) descend(item, offset, ranges);
  if (node.kind !== 'mapping') return;
  for (const { key, value, merged } of node.entries) {
    if (merged) continue;
    const start = key.location.range.start;
    const end = Math.max(key.location.range.end, value.location.range.start >= start ? value.location.range.end : 0);
    if (start > offset || end < offset) continue;
    ranges.push({ start, end });
    if (offset <= key.location.range.end) ranges.push(key.location.range);
    else descend(value, offset, ranges);
  }
}
