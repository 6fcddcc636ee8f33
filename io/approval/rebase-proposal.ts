import { diff3Merge } from 'node-diff3';
import type { Proposal } from '../../core/guard/approval.ts';
import type { TextStore } from '../state/text-store.ts';

type Texts = ReadonlyMap<string, string | undefined>;

export type Rebased =
  /** The proposal's files as they are now, and as they would be with what it wants. */
  | { readonly base: Texts; readonly proposed: Texts }
  /** What it wants and what happened since touch the same lines, or a text that it was made from is lost. */
  | { readonly stale: string };

/**
 * Carries a proposal over to the files as they are now: later edits elsewhere in the files stay, and only what the
 * proposal itself wanted is added.
 *
 * @param current the text of a file now
 */
export function rebaseProposal(
  proposal: Proposal,
  texts: TextStore,
  current: (file: string) => string | undefined,
): Rebased {
  const base = new Map<string, string | undefined>();
  const proposed = new Map<string, string | undefined>();
  for (const { file, text } of proposal.proposed) {
    const hash = proposal.base.find((entry) => entry.file === file)?.hash ?? null;
    const original = hash === null ? undefined : texts.get(hash);
    if (hash !== null && original === undefined) return { stale: file };
    const now = current(file);
    const wanted = now === original ? (text ?? undefined) : mergeTexts(now, original, text ?? undefined);
    if (wanted === conflict) return { stale: file };
    base.set(file, now);
    proposed.set(file, wanted);
  }
  return { base, proposed };
}

const conflict = Symbol('both changed the same lines');

function mergeTexts(now: string | undefined, original: string | undefined, wanted: string | undefined) {
  if (now === wanted) return wanted;
  if (now === undefined || original === undefined || wanted === undefined) return conflict;
  const regions = diff3Merge(splitLines(now), splitLines(original), splitLines(wanted), {
    excludeFalseConflicts: true,
  });
  const lines: string[] = [];
  for (const region of regions) {
    if (!region.ok) return conflict;
    lines.push(...region.ok);
  }
  return lines.join('');
}

/** Lines with their line breaks, so that joining gives the text again. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]+\n?|\n/g) ?? [];
}
