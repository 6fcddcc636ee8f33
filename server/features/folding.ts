import { type FoldingRange, FoldingRangeKind, type FoldingRangeParams } from 'vscode-languageserver/node';
import type { Snapshot } from '../snapshot.ts';

/** Folds what is indented below a line, runs of comments, and `# region` … `# endregion`. */
export function folding(_params: FoldingRangeParams, snapshot: Snapshot): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const open: { readonly line: number; readonly indent: number }[] = [];
  const regions: number[] = [];
  const lines = snapshot.current.getText().split(/\r\n|\n|\r/);
  let lastFull = 0;
  let commentStart: number | undefined;

  const closeComment = (line: number) => {
    if (commentStart !== undefined && line - 1 > commentStart) {
      ranges.push({ startLine: commentStart, endLine: line - 1, kind: FoldingRangeKind.Comment });
    }
    commentStart = undefined;
  };
  const close = (indent: number) => {
    for (let top = open.at(-1); top !== undefined && top.indent >= indent; top = open.at(-1)) {
      if (lastFull > top.line) ranges.push({ startLine: top.line, endLine: lastFull });
      open.pop();
    }
  };

  lines.forEach((text, line) => {
    const trimmed = text.trim();
    if (trimmed === '') {
      closeComment(line);
      return;
    }
    if (trimmed.startsWith('#')) {
      if (/^#\s*region\b/.test(trimmed)) regions.push(line);
      else if (/^#\s*endregion\b/.test(trimmed)) {
        const startLine = regions.pop();
        if (startLine !== undefined) ranges.push({ startLine, endLine: line, kind: FoldingRangeKind.Region });
      } else commentStart ??= line;
      return;
    }
    closeComment(line);
    const indent = text.length - text.trimStart().length;
    // A list may stand at the column of its key and still belongs to it.
    close(
      trimmed.startsWith('- ') || trimmed === '-'
        ? indent + (isListOfKeyAt(open.at(-1), lines, indent) ? 1 : 0)
        : indent,
    );
    open.push({ line, indent });
    lastFull = line;
  });
  closeComment(lines.length);
  close(0);
  return ranges.sort((a, b) => a.startLine - b.startLine);
}

function isListOfKeyAt(
  top: { readonly line: number; readonly indent: number } | undefined,
  lines: readonly string[],
  indent: number,
): boolean {
  return top?.indent === indent && /:\s*(?:#.*)?$/.test(lines[top.line] ?? '');
}
