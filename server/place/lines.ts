import type { TextDocument } from 'vscode-languageserver-textdocument';

/** A document's lines, to look at again and again. */
export interface Lines {
  readonly count: number;
  text(line: number): string;
  /** Column of the first character that isn't blank; undefined for blank lines and comments. */
  indent(line: number): number | undefined;
}

const latest = new WeakMap<TextDocument, { readonly version: number; readonly lines: Lines }>();

/** The lines of a document; kept until it changes, since several questions are asked about one text. */
export function linesOf(document: TextDocument): Lines {
  const known = latest.get(document);
  if (known?.version === document.version) return known.lines;
  const lines = splitLines(document.getText());
  latest.set(document, { version: document.version, lines });
  return lines;
}

function splitLines(text: string): Lines {
  const starts = [0];
  const breaks = /\r\n|\n|\r/g;
  while (breaks.exec(text)) starts.push(breaks.lastIndex);
  const start = (line: number) => starts[line] ?? text.length;
  const indents = new Int32Array(starts.length);
  starts.forEach((first, line) => {
    let index = first;
    while (text.charCodeAt(index) === 32) index += 1;
    const code = text.charCodeAt(index);
    indents[line] = code === 10 || code === 13 || code === 35 || Number.isNaN(code) ? -1 : index - first;
  });
  return {
    count: starts.length,
    text: (line) => text.slice(start(line), start(line + 1)).replace(/(?<![\r\n])[\r\n]+$/, ''),
    indent(line) {
      const indent = indents[line] ?? -1;
      return indent < 0 ? undefined : indent;
    },
  };
}

/** Column of the first character that is no space; the length of a line without one. */
export function indentOf(text: string): number {
  let column = 0;
  while (text[column] === ' ') column += 1;
  return column;
}
