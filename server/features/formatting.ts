import type { DocumentFormattingParams, TextEdit } from 'vscode-languageserver/node';
import { readYaml } from '../../core/yaml/read-yaml.ts';
import { formatYaml } from '../format/format-yaml.ts';
import { isSameYaml } from '../format/same-yaml.ts';
import type { Snapshot } from '../snapshot.ts';

/** Tidies the document. Gives no edit at all unless the tidied text reads as exactly the same values and comments. */
export function formatting(params: DocumentFormattingParams, snapshot: Snapshot): TextEdit[] | null {
  const before = snapshot.kind === 'compose' ? snapshot.yaml(snapshot.file) : undefined;
  if (before === undefined) return null;
  const step = Math.min(Math.max(params.options.tabSize, 2), 8);
  const text = formatYaml(before.text, step);
  if (text === undefined || text === before.text) return null;
  if (!isSameYaml(before, readYaml(snapshot.file, text))) return null;
  return lineEdits(before.text, text);
}

/** One edit for the lines between the first and the last that differ, so that cursors elsewhere stay. */
export function lineEdits(before: string, after: string): TextEdit[] {
  const old = before.split('\n');
  const changed = after.split('\n');
  let start = 0;
  // The last line is never taken as equal here, so that there is a line to put an edit on.
  while (start < Math.min(old.length, changed.length) - 1 && old[start] === changed[start]) start += 1;
  let same = 0;
  while (same < Math.min(old.length, changed.length) - start && old.at(-1 - same) === changed.at(-1 - same)) same += 1;
  const oldEnd = old.length - same;
  const lines = changed.slice(start, changed.length - same);
  if (old.length === changed.length) {
    return lines.flatMap((newText, index): TextEdit[] => {
      const line = start + index;
      const was = old[line] ?? '';
      if (was === newText) return [];
      return [{ range: { start: { line, character: 0 }, end: { line, character: was.length } }, newText }];
    });
  }
  const atEnd = same === 0;
  return [
    {
      range: {
        start: { line: start, character: 0 },
        end: atEnd ? { line: old.length - 1, character: old.at(-1)?.length ?? 0 } : { line: oldEnd, character: 0 },
      },
      newText: lines.map((line, index) => (atEnd && index === lines.length - 1 ? line : `${line}\n`)).join(''),
    },
  ];
}
