import { type Proposal, type Road, toProposedChange } from '../../core/guard/approval.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import { makeProposal } from './proposals.ts';
import type { ProjectState } from './state.ts';

export interface HeldEdit {
  /** Each file as it stays while the edit is held; undefined: absent. */
  readonly base: ReadonlyMap<string, string | undefined>;
  /** Each file as the edit would leave it. Files that are the same in both are left out of the proposal. */
  readonly proposed: ReadonlyMap<string, string | undefined>;
  readonly judgement: Judgement;
  readonly road: Road;
  readonly agent?: string | undefined;
  /** True when the agent asks the person about it itself. */
  readonly asks?: boolean | undefined;
}

/** Keeps a held edit for review. On return the proposal and the texts that it was made from are on the disk. */
export function keepProposal(state: ProjectState, edit: HeldEdit): Proposal {
  const touched = [...edit.proposed.keys()].filter((file) => edit.proposed.get(file) !== edit.base.get(file));
  const pick = (texts: ReadonlyMap<string, string | undefined>) =>
    new Map(touched.map((file) => [file, texts.get(file)]));
  for (const file of touched) {
    const text = edit.base.get(file);
    if (text !== undefined) state.texts.put(text);
  }
  const proposal = makeProposal({
    directory: state.directory,
    files: state.files,
    base: pick(edit.base),
    proposed: pick(edit.proposed),
    changes: heldChanges(edit.judgement.changes).map(toProposedChange),
    road: edit.road,
    agent: edit.agent,
    asks: edit.asks,
    now: Date.now(),
  });
  state.proposals.save(proposal);
  return proposal;
}
