import type { Replacement } from './file-edit.ts';

/**
 * Replaces one passage as agents' tools do: exactly where it can be found; with other line ends; or, since some tools match
 * loosely, where its lines stand with other indentation.
 *
 * @returns the new text; undefined when the passage isn't there, so that the tool itself fails
 */
export function replaceText(text: string, replacement: Replacement): string | undefined {
  const { old, new: fresh, all = false } = replacement;
  if (old === '') return text === '' ? fresh : undefined;
  if (text.includes(old)) {
    return all ? text.split(old).join(fresh) : splice(text, text.indexOf(old), old.length, fresh);
  }
  if (text.includes('\r\n')) {
    const replaced = replaceText(text.replaceAll('\r\n', '\n'), {
      old: old.replaceAll('\r\n', '\n'),
      new: fresh.replaceAll('\r\n', '\n'),
      all,
    });
    return replaced?.replaceAll('\n', '\r\n');
  }
  return replaceLoosely(text, old.replaceAll('\r\n', '\n'), fresh);
}

/** Replaces passages one after the other; undefined as soon as one isn't there. */
export function replaceAllOf(text: string, replacements: readonly Replacement[]): string | undefined {
  let result: string | undefined = text;
  for (const replacement of replacements) if (result !== undefined) result = replaceText(result, replacement);
  return result;
}

function splice(text: string, start: number, length: number, fresh: string): string {
  return text.slice(0, start) + fresh + text.slice(start + length);
}

function replaceLoosely(text: string, old: string, fresh: string): string | undefined {
  const lines = text.split('\n');
  const wanted = trimEnds(old.split('\n'));
  if (wanted.length === 0) return undefined;
  const start = findLines(lines, wanted, 0);
  if (start === undefined) return undefined;
  const now = fresh === '' ? [] : trimEnds(fresh.split('\n'));
  return [...lines.slice(0, start), ...now, ...lines.slice(start + wanted.length)].join('\n');
}

function trimEnds(lines: readonly string[]): readonly string[] {
  let [start, end] = [0, lines.length];
  while (start < end && lines[start]?.trim() === '') start++;
  while (end > start && lines[end - 1]?.trim() === '') end--;
  return lines.slice(start, end);
}

/** Where `wanted` stands in `lines` at or behind `from`: exactly, without trailing blanks, or without any indentation. */
export function findLines(lines: readonly string[], wanted: readonly string[], from: number): number | undefined {
  const ways: readonly ((line: string) => string)[] = [(line) => line, (line) => line.trimEnd(), (line) => line.trim()];
  for (const way of ways) {
    for (let start = from; start + wanted.length <= lines.length; start++) {
      if (wanted.every((line, index) => way(lines[start + index] ?? '') === way(line))) return start;
    }
  }
  return undefined;
}
