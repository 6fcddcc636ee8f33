import type { Range } from '../text/source.ts';

/** A key that can still be seen in a text that does not parse. */
export interface SalvagedEntry {
  readonly name: string;
  /** The key itself. */
  readonly range: Range;
}

export interface Salvage {
  readonly services: readonly SalvagedEntry[];
  readonly volumes: readonly SalvagedEntry[];
}

/**
 * What can still be seen of services and volumes in a text that does not parse, by lines and indentation alone: keys
 * below `services:` at the indentation of the first one, and keys at any other indentation that have an image or a
 * build below them. A key whose line was cut off before its colon is not seen.
 */
export function salvage(text: string): Salvage {
  const services: SalvagedEntry[] = [];
  const volumes: SalvagedEntry[] = [];
  let section = '';
  let column: number | undefined;
  const lines = readLines(text);
  for (const [index, line] of lines.entries()) {
    if (line.column === 0) {
      section = line.key ?? section;
      column = undefined;
      continue;
    }
    column ??= line.column;
    if (line.key === undefined) continue;
    const entry = { name: line.key, range: line.range };
    const inPlace = line.column === column;
    if (section === 'volumes' && inPlace) volumes.push(entry);
    else if ((section === 'services' && inPlace) || runsSomething(lines, index)) services.push(entry);
  }
  return { services, volumes };
}

interface Line {
  readonly column: number;
  readonly key: string | undefined;
  readonly range: Range;
}

const keyLine = /^([ \t]*)(?:"([^"\n]+)"|'([^'\n]+)'|([A-Za-z0-9._-]+))[ \t]*:(?=[ \t\r]|$)/;

/** Lines that are neither blank nor comments. */
function readLines(text: string): Line[] {
  const lines: Line[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const content = line.trimStart();
    if (content !== '' && !content.startsWith('#')) {
      const match = keyLine.exec(line);
      const column = line.length - content.length;
      const key = match?.[2] ?? match?.[3] ?? match?.[4];
      const start = offset + column;
      lines.push({ column, key, range: { start, end: start + (key?.length ?? 0) } });
    }
    offset += line.length + 1;
  }
  return lines;
}

function runsSomething(lines: readonly Line[], index: number): boolean {
  const column = lines[index]?.column ?? 0;
  let inner: number | undefined;
  for (const line of lines.slice(index + 1)) {
    if (line.column <= column) return false;
    inner ??= line.column;
    if (line.column === inner && (line.key === 'image' || line.key === 'build')) return true;
  }
  return false;
}

/**
 * The share of a text's lines that are not in another text, from 0 to 1; indentation, blank lines, comments and order
 * don't count.
 */
export function shareLost(before: string, after: string): number {
  const significant = (text: string) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  const lines = significant(before);
  const kept = new Map<string, number>();
  for (const line of significant(after)) kept.set(line, (kept.get(line) ?? 0) + 1);
  let lost = 0;
  for (const line of lines) {
    const count = kept.get(line) ?? 0;
    if (count === 0) lost += 1;
    else kept.set(line, count - 1);
  }
  return lines.length === 0 ? 0 : lost / lines.length;
}
