import { type Disposable, type LogOutputChannel, Range, type TextDocument, TextEdit, workspace } from 'vscode';
import { toPortablePath } from '../../io/disk.ts';
import type { HeldSave } from '../../io/watch/hold-save.ts';
import type { ProjectWatch } from '../../io/watch/watch-project.ts';
import { unsavedTexts, type WatchedProjects } from './watched-projects.ts';

/**
 * Stands between a buffer and the disk: what a save would delete is put back into the buffer by an edit that VS Code
 * applies before it writes, so that the disk never has the deletion. Decides in this process and from memory, since VS Code
 * waits 1.5 seconds and then saves regardless, and ignores a listener that was late three times.
 */
export function guardSaves(options: {
  readonly projects: WatchedProjects;
  readonly log: LogOutputChannel;
  readonly onHeld: (watch: ProjectWatch, held: HeldSave) => void;
}): Disposable {
  const { projects, log, onHeld } = options;
  return workspace.onWillSaveTextDocument((event) => {
    const { document } = event;
    if (document.uri.scheme !== 'file' || !workspace.isTrusted) return;
    try {
      const file = toPortablePath(document.uri.fsPath);
      const original = document.getText();
      let text = original;
      for (const watch of projects.concerning(file)) {
        const held = watch.holdSave(file, text, unsavedTexts());
        if (!held) continue;
        text = held.text;
        onHeld(watch, held);
      }
      if (text !== original) event.waitUntil(Promise.resolve([smallestEdit(document, original, text)]));
    } catch (error) {
      // The watcher still sees what reaches the disk.
      log.error(`the save of ${document.uri.fsPath} was not judged: ${error instanceof Error ? error.stack : error}`);
    }
  });
}

/** One edit that leaves the common beginning and end alone, so that cursors and folding stay where they are. */
function smallestEdit(document: TextDocument, from: string, to: string): TextEdit {
  const limit = Math.min(from.length, to.length);
  let start = 0;
  while (start < limit && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < limit - start && from[from.length - 1 - end] === to[to.length - 1 - end]) end += 1;
  // An edit must not begin between the two characters of a line break.
  if (start > 0 && from[start - 1] === '\r') start -= 1;
  if (end > 0 && from[from.length - end] === '\n') end -= 1;
  const range = new Range(document.positionAt(start), document.positionAt(from.length - end));
  return TextEdit.replace(range, to.slice(start, to.length - end));
}
