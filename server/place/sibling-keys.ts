import type { TextDocument } from 'vscode-languageserver-textdocument';
import { readLine } from './line.ts';
import { type Lines, linesOf } from './lines.ts';

/** The keys of the mapping whose entries start at `column` around a line, without the line itself; block style only. */
export function siblingKeys(document: TextDocument, offset: number, column: number): string[] {
  const lines = linesOf(document);
  const { line } = document.positionAt(offset);
  const keys: string[] = [];
  const collect = (index: number): boolean => {
    const indent = lines.indent(index);
    if (indent === undefined || indent > column) return true;
    for (const entry of readLine(lines.text(index)).entries) {
      if (entry.kind === 'key' && entry.column === column) keys.push(entry.key);
    }
    return indent === column;
  };
  for (let index = line - 1; index >= 0; index -= 1) {
    if (!collect(index) || startsItem(lines, index, column)) break;
  }
  for (let index = line + 1; index < lines.count; index += 1) {
    if (startsItem(lines, index, column) || !collect(index)) break;
  }
  return keys;
}

function startsItem(lines: Lines, index: number, column: number): boolean {
  const indent = lines.indent(index);
  return indent !== undefined && indent < column && readLine(lines.text(index)).entries[0]?.kind === 'item';
}
