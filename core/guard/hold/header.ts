/**
 * Puts the comment at the head of a file back when an edit that is held left nothing of it: a file that is written anew
 * from what a program understood of it loses what it did not.
 *
 * @param text what is left of the edit
 * @param before the file before the edit
 */
export function withHeader(text: string, before: string): string {
  const header = headerOf(before);
  const lines = header.split(/\r?\n/).filter((line) => line.trim() !== '');
  if (lines.length === 0 || headerOf(text).trim() !== '') return text;
  const left = new Set(text.split(/\r?\n/).map((line) => line.trim()));
  if (lines.some((line) => left.has(line.trim()))) return text;
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const [mark, rest] = text.startsWith('\uFEFF') ? ['\uFEFF', text.slice(1)] : ['', text];
  return mark + header.replaceAll(/\r?\n/g, lineBreak) + rest.replace(/^(?:[ \t]*\r?\n)+/, '');
}

/** Comments and blank lines in front of everything else. */
function headerOf(text: string): string {
  return /^\uFEFF?((?:[ \t]*(?:#[^\n]*)?\r?\n)*)/.exec(text)?.[1] ?? '';
}
