import type { Occurrence } from './occurrence.ts';

/** The variables that an env file defines: `NAME=value`, `export NAME=value`. */
export function envOccurrences(file: string, text: string): Occurrence[] {
  return [...text.matchAll(/^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)(?=[ \t]*[=:])/gm)].map((match) => {
    const name = match[1] ?? '';
    const start = match.index + match[0].length - name.length;
    return {
      kind: 'variable',
      name,
      scope: undefined,
      file,
      range: { start, end: start + name.length },
      role: 'definition',
    };
  });
}
