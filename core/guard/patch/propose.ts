import type { FileEdit, Proposed } from './file-edit.ts';
import { type Hunk, readPatch, readSearchBlocks } from './read-patch.ts';
import { findLines, replaceAllOf } from './replace-text.ts';

/**
 * Works out what edits would make of files.
 *
 * @param edits in the order in which the tool makes them
 * @param readText the text of a file now; undefined: there is none
 * @param resolve makes a path as given into the absolute one that `readText` takes
 * @returns new texts by absolute path. An edit that its own tool must refuse (its passage isn't in the file) changes nothing.
 */
export function propose(
  edits: readonly FileEdit[],
  readText: (path: string) => string | undefined,
  resolve: (path: string) => string,
): Proposed {
  const texts = new Map<string, string | undefined>();
  const unclear = new Map<string, string>();
  const now = (path: string) => (texts.has(path) ? texts.get(path) : readText(path));
  const put = (path: string, text: string | undefined) => texts.set(path, text);

  const applyPatch = (text: string, only: string | undefined) => {
    const blocks = only === undefined ? [] : readSearchBlocks(text);
    if (only !== undefined && blocks.length > 0) {
      const path = resolve(only);
      const after = replaceAllOf(now(path) ?? '', blocks);
      if (after !== undefined) put(path, after);
      return;
    }
    const parts = readPatch(text);
    if (parts.length === 0 && only !== undefined) unclear.set(resolve(only), 'the patch has a form that is not known');
    for (const part of parts) {
      const path = resolve(only ?? part.path);
      if (part.kind === 'add') put(path, part.text);
      else if (part.kind === 'delete') put(path, undefined);
      else {
        const before = now(path);
        const after = before === undefined ? undefined : applyHunks(before, part.hunks);
        if (after === undefined) continue;
        if (part.to !== undefined) put(path, undefined);
        put(part.to === undefined ? path : resolve(part.to), after);
      }
    }
  };

  for (const edit of edits) {
    if (edit.kind === 'patch') {
      applyPatch(edit.text, edit.path);
      continue;
    }
    const path = resolve(edit.path);
    const before = now(path);
    switch (edit.kind) {
      case 'write':
        put(path, edit.text);
        break;
      case 'append':
        put(path, `${before ?? ''}${edit.text}`);
        break;
      case 'delete':
        put(path, undefined);
        break;
      case 'copy':
        if (before !== undefined) put(resolve(edit.to), before);
        break;
      case 'move':
        put(path, undefined);
        if (before !== undefined) put(resolve(edit.to), before);
        break;
      case 'insert':
        put(path, insertLine(before ?? '', edit.line, edit.text));
        break;
      case 'replace': {
        const after = replaceAllOf(before ?? '', edit.replacements);
        if (after !== undefined) put(path, after);
        break;
      }
      case 'unclear':
        unclear.set(path, edit.reason);
    }
  }
  for (const [path, text] of texts) if (readText(path) === text) texts.delete(path);
  return { texts, unclear };
}

function insertLine(text: string, line: number, added: string): string {
  const lines = text.split('\n');
  lines.splice(Math.max(0, Math.min(line, lines.length)), 0, ...added.replace(/\n$/, '').split('\n'));
  return lines.join('\n');
}

/** Applies hunks one below the other; undefined when one doesn't fit. Line ends stay as they are. */
function applyHunks(text: string, hunks: readonly Hunk[]): string | undefined {
  const crlf = text.includes('\r\n');
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const closed = lines.at(-1) === '';
  if (closed) lines.pop();
  let from = 0;
  for (const hunk of hunks) {
    if (hunk.anchor !== undefined) {
      const anchor = findLines(lines, [hunk.anchor], from);
      if (anchor !== undefined) from = anchor + 1;
    }
    if (hunk.old.length === 0) {
      lines.splice(hunk.anchor === undefined ? lines.length : from, 0, ...hunk.new);
      continue;
    }
    const start = findLines(lines, hunk.old, from) ?? findLines(lines, hunk.old, 0);
    if (start === undefined) return undefined;
    lines.splice(start, hunk.old.length, ...hunk.new);
    from = start + hunk.new.length;
  }
  const joined = lines.join('\n') + (closed && lines.length > 0 ? '\n' : '');
  return crlf ? joined.replaceAll('\n', '\r\n') : joined;
}
