import { createHash } from 'node:crypto';
import { relative } from 'pathe';
import type { JudgedChange } from '../../core/guard/verdict.ts';
import type { FileView } from '../../core/text/file-view.ts';

const trailer = /^Holdfast-Approved:[ \t]*(.*)$/gim;

/**
 * The code by which one change of a commit is approved. It is bound to the project's place in the repository, to the
 * change, and to the text that the change is about, so that it approves the same change of another text no more.
 *
 * @param root the work tree; paths count from there, so that the code is the same on every machine
 * @param before the view that the change's `before` place is in
 */
export function approvalCode(change: JudgedChange, { root, before }: { root: string; before: FileView }): string {
  const place = change.before;
  const text = place === null ? '' : (before.readText(place.file) ?? '');
  const isWhole = place === null || place.range.start === place.range.end;
  const about = isWhole ? text : text.slice(place.range.start, place.range.end);
  const file = place === null ? '' : relative(root, place.file);
  const id = change.id.replaceAll(`${root}/`, '');
  return createHash('sha256')
    .update(JSON.stringify([file, id, about]))
    .digest('hex')
    .slice(0, 16);
}

/** The codes in commit messages: lines `Holdfast-Approved: CODE`, several codes with blanks or commas between them. */
export function codesInMessages(messages: string): ReadonlySet<string> {
  const codes = [...messages.matchAll(trailer)].flatMap(([, rest = '']) => rest.match(/\b[0-9a-f]{16}\b/g) ?? []);
  return new Set(codes);
}

/** The codes in the approvals file: one at the beginning of a line, anything behind it is a remark. */
export function codesInFile(text: string | undefined): ReadonlySet<string> {
  const codes = (text ?? '').split('\n').flatMap((line) => /^([0-9a-f]{16})\b/.exec(line.trim())?.[1] ?? []);
  return new Set(codes);
}

/** The file in a repository that approves changes, to be put under review by CODEOWNERS. */
export const approvalsFile = '.holdfast/approved';
