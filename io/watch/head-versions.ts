import { setTimeout as delay } from 'node:timers/promises';
import type { GitHead } from './git-head.ts';
import { readAll, type Texts } from './read-settled.ts';

/** How long a running git command is waited for, and how long after it HEAD may still be on its way, in milliseconds. */
const busyLimit = 5000;
const settleTime = 150;

/**
 * Says which of some files are now exactly as git has them at HEAD, so that nothing is lost by their change. While git is
 * at work (it moves HEAD only after it has written the files) the answer waits for it.
 *
 * @param baseline the accepted texts before; a file that is gone counts only when HEAD moved away from one that had this text
 * @returns the texts on disk of those files; empty when there are none
 */
export async function headVersions(git: GitHead, files: readonly string[], baseline: Texts): Promise<Texts> {
  const start = Date.now();
  for (;;) {
    const texts = readAll(files);
    const same = new Map<string, string | undefined>();
    for (const [file, text] of texts) {
      if (await isAtHead(git, file, text, baseline.get(file))) same.set(file, text);
    }
    const waited = Date.now() - start;
    if (same.size === files.length || waited > busyLimit) return same;
    const busy = git.isBusy();
    if (!busy && Date.now() - git.indexChangedAt() > settleTime) return same;
    await delay(busy ? 5 : 15);
  }
}

async function isAtHead(git: GitHead, file: string, text: string | undefined, before: string | undefined) {
  const head = await git.text(file, 'HEAD');
  if (text !== undefined) return head !== undefined && unifyLines(head) === unifyLines(text);
  if (head !== undefined || before === undefined) return false;
  const previous = await git.text(file, 'HEAD@{1}');
  return previous !== undefined && unifyLines(previous) === unifyLines(before);
}

/** Git may write a file with other line ends than it keeps. */
function unifyLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
