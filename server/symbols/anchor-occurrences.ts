import { readLine } from '../place/line.ts';
import type { Occurrence } from './occurrence.ts';

/** Anchors (`&name`) and aliases (`*name`) of a file, found in its text, so that they are known while it is broken too. */
export function anchorOccurrences(file: string, text: string): Occurrence[] {
  if (!/[&*][^\s,[\]{}]/.test(text)) return [];
  const found: Occurrence[] = [];
  let start = 0;
  let scalarIndent: number | undefined;
  for (const raw of text.split('\n')) {
    const indent = raw.length - raw.trimStart().length;
    if (scalarIndent !== undefined && raw.trim() !== '' && indent <= scalarIndent) scalarIndent = undefined;
    if (scalarIndent === undefined) {
      const line = readLine(raw);
      const code = raw.slice(0, line.contentEnd);
      const pattern = /(?<=^\s{0,200}|[:\-?]\s{1,200}|[[{,]\s{0,200})(?:!\S*\s+)?([&*])([^\s,[\]{}]+)/g;
      const quoted = quotedSpans(code);
      for (const match of code.matchAll(pattern)) {
        const at = match.index + match[0].length - (match[2]?.length ?? 0);
        if (quoted.some((span) => at > span.start && at < span.end)) continue;
        const name = match[2] ?? '';
        found.push({
          kind: 'anchor',
          name,
          scope: file,
          file,
          range: { start: start + at, end: start + at + name.length },
          role: match[1] === '&' ? 'definition' : 'reference',
        });
      }
      if (/(?:^|\s)[|>][+-]?[1-9]?[+-]?\s*$/.test(code)) scalarIndent = indent;
    }
    start += raw.length + 1;
  }
  return found;
}

function quotedSpans(code: string): { start: number; end: number }[] {
  return [...code.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }));
}
