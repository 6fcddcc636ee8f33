import { heldChanges } from '../../core/guard/judge.ts';
import { overlay } from '../../core/text/file-view.ts';
import { disk } from '../../io/disk.ts';
import { hashText } from '../../io/hash-text.ts';
import { keepUnhashedProposal } from '../../io/state/keep-proposal.ts';
import { openState } from '../../io/state/state.ts';
import type { HeldEdit } from './judge-project.ts';

export interface KeptEdit {
  /** True when a person has approved exactly this; the approval is used up. */
  readonly approved: boolean;
  readonly proposal?: string | undefined;
}

/** Looks for an approval of a held edit; without one, keeps the edit for review. Writes to the state folder. */
export function keepEdit(
  held: HeldEdit,
  texts: ReadonlyMap<string, string | undefined>,
  { agent, asks, folder }: { readonly agent: string; readonly asks: boolean; readonly folder: string },
): KeptEdit {
  const { request, judgement } = held;
  const { directory, files } = request;
  const after = overlay(disk, texts);
  const shaping = new Set([...judgement.before.files, ...judgement.after.files].map(({ file }) => file));
  const touched = [...texts.keys()].filter((file) => shaping.has(file) && disk.readText(file) !== after.readText(file));
  const base = new Map(touched.map((file) => [file, disk.readText(file)]));
  const state = openState(folder);
  const project = state.project({ directory, files });
  const changeIds = heldChanges(judgement.changes).map(({ id }) => id);
  const approval = project.approvals.use({
    directory,
    changeIds,
    now: Date.now(),
    // Hashed only when there is an approval to compare with.
    get base() {
      return [...base].map(([file, text]) => ({ file, hash: text === undefined ? null : hashText(text) }));
    },
  });
  const entry = { road: 'hook', agent, project: directory, files: touched, changes: changeIds } as const;
  if (approval !== undefined) {
    state.audit.append({ ...entry, event: 'let-through', proposal: approval.proposal });
    return { approved: true };
  }
  const proposal = keepUnhashedProposal(project, {
    base,
    proposed: texts,
    judgement,
    agent,
    asks: asks && judgement.verdict === 'ask',
  });
  state.audit.append({ ...entry, event: 'held', proposal: proposal.id });
  return { approved: false, proposal: proposal.id };
}
