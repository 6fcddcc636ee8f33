/**
 * True when a text is the beginning of another one, cut off before the end of a line, or behind a part of a service of which
 * nothing but the key is left, so that more than comments is missing: what a write leaves behind that was interrupted, or an
 * answer that hit its length limit. A text that ends with another whole line is an edit like others.
 */
export function isTorn(before: string, after: string): boolean {
  if (after.length === 0 || after.length >= before.length || !before.startsWith(after)) return false;
  if (after.endsWith('\n')) return endsOpen(after, before.slice(after.length));
  const lineStart = after.lastIndexOf('\n') + 1;
  return significantText(before.slice(lineStart)) !== significantText(after.slice(lineStart));
}

/** Whether a text's last line is a key deep in it (`    environment:`) whose content is all in what follows. */
function endsOpen(text: string, rest: string): boolean {
  const last = significantText(text).split('\n').at(-2) ?? '';
  const next = significantText(rest).split('\n')[0] ?? '';
  const shallow = /^ +(?=[^\s#])/m.exec(text)?.[0].length ?? 0;
  const depth = last.search(/\S/);
  return depth > shallow && /:$/.test(last) && next.search(/\S/) > depth;
}

/**
 * A text without blank lines, lines that are comments, blanks at line ends, kinds of line breaks and a byte order mark:
 * texts with equal significant text differ in nothing that could be lost.
 */
export function significantText(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  let result = '';
  for (const line of lines) {
    const content = line.trimEnd();
    if (content !== '' && !/^[ \t]*#/.test(content)) result += `${content}\n`;
  }
  return result;
}
