import { type Line, readLine } from './line.ts';
import { indentOf, type Lines } from './lines.ts';

/** The path of the mapping or sequence in which an entry at `column` of `line` would be, by the lines above. */
export function pathAbove(lines: Lines, line: number, column: number): (string | number)[] {
  const path: (string | number)[] = [];
  let limit = column;
  let items = -1;
  for (let index = line - 1; index >= 0 && (limit > 0 || items >= 0); index -= 1) {
    const indent = lines.indent(index);
    if (indent === undefined || indent > limit) continue;
    if (indent === limit && items < 0) continue;
    const { entries, text } = readLine(lines.text(index));
    if (indent === 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(text)) break;
    for (let depth = entries.length - 1; depth >= 0; depth -= 1) {
      const entry = entries[depth];
      if (entry === undefined) continue;
      if (items >= 0) {
        if (entry.kind === 'item' && entry.column === limit) items += 1;
        else if (entry.kind === 'key' && entry.column <= limit) {
          path.unshift(entry.key, items);
          limit = entry.column;
          items = -1;
        } else if (entry.kind === 'item' && entry.column < limit) {
          path.unshift(items);
          limit = entry.column;
          items = 0;
        }
      } else if (entry.column < limit) {
        limit = entry.column;
        if (entry.kind === 'key') path.unshift(entry.key);
        else items = 0;
      }
    }
  }
  if (items >= 0) path.unshift(items);
  return path;
}

/** The path to what follows the first `depth` entries of a line. */
export function pathWithin(lines: Lines, line: number, read: Line, depth: number): (string | number)[] {
  const [first] = read.entries;
  if (first === undefined) return pathAbove(lines, line, indentOf(read.text));
  const path = first.kind === 'item' ? itemPath(lines, line, first.column) : pathAbove(lines, line, first.column);
  if (first.kind === 'item' && depth === 0) path.pop();
  read.entries.slice(0, depth).forEach((entry, index) => {
    if (entry.kind === 'key') path.push(entry.key);
    else if (index > 0) path.push(0);
  });
  return path;
}

/** The path of the item whose dash is at `column` of `line`, its number included. */
function itemPath(lines: Lines, line: number, column: number): (string | number)[] {
  let number = 0;
  for (let index = line - 1; index >= 0; index -= 1) {
    const indent = lines.indent(index);
    if (indent === undefined || indent > column) continue;
    const read = readLine(lines.text(index));
    const entry = read.entries.filter((one) => one.column <= column).at(-1);
    if (entry === undefined) continue;
    if (entry.kind === 'item' && entry.column === column) {
      number += 1;
      continue;
    }
    if (entry.kind === 'item') return [...itemPath(lines, index, entry.column), number];
    return [...pathWithin(lines, index, read, read.entries.indexOf(entry) + 1), number];
  }
  return [number];
}
