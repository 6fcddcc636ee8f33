import type { Range } from '../../core/text/source.ts';
import { nameOf } from '../compose-names.ts';
import { displayValue, originText } from '../features/inlay-hints.ts';
import type { Snapshot } from '../snapshot.ts';
import { envOccurrences } from '../symbols/env-occurrences.ts';
import type { Suggestion } from './suggestion.ts';

/** The variable's name that is being written behind `$` or `${` at an offset. */
interface OpenVariable {
  readonly name: Range;
  readonly braced: boolean;
}

/** Finds an interpolation that is open at the offset; `$$` is none. */
export function openVariable(snapshot: Snapshot, offset: number): OpenVariable | undefined {
  const { current } = snapshot;
  const { line } = current.positionAt(offset);
  const text = current.getText();
  const before = text.slice(current.offsetAt({ line, character: 0 }), offset);
  const match = /(?<!\$)(\$+)(\{?)([A-Za-z_]\w*)?$/.exec(before);
  if (match === null || (match[1]?.length ?? 0) % 2 === 0) return undefined;
  const after = /^\w*/.exec(text.slice(offset, offset + 100))?.[0].length ?? 0;
  return { name: { start: offset - (match[3]?.length ?? 0), end: offset + after }, braced: match[2] === '{' };
}

/** Variables with a value, or used elsewhere in the project. */
export function variableSuggestions(snapshot: Snapshot, open: OpenVariable): Suggestion[] {
  const { project, view, current } = snapshot;
  const found = new Map<string, Suggestion>();
  const closes = open.braced && !/^[:?+}-]/.test(current.getText().slice(open.name.end, open.name.end + 1));
  const add = (name: string, detail: string, rank: number) => {
    if (name === '' || found.has(name)) return;
    found.set(name, {
      label: name,
      kind: 'variable',
      text: `${name}${closes ? '}' : ''}`,
      range: open.name,
      detail,
      rank,
    });
  };
  for (const use of project.variables) {
    const isThis =
      use.location.file === snapshot.file &&
      use.location.range.start < open.name.end &&
      open.name.start < use.location.range.end;
    if (isThis) continue;
    add(
      use.name,
      use.value === undefined ? 'not set' : `${displayValue(use.name, use.value)} (${originText(use)})`,
      use.value === undefined ? 6 : 3,
    );
  }
  for (const { file, role } of project.files) {
    if (role !== 'env') continue;
    const text = view.readText(file) ?? '';
    for (const { name, range } of envOccurrences(file, text)) {
      const value = /^[ \t]*=[ \t]*(.*)/.exec(text.slice(range.end, range.end + 200))?.[1] ?? '';
      add(name, `${displayValue(name, value.trim())} (from ${nameOf(file)})`, 2);
    }
  }
  return [...found.values()];
}
