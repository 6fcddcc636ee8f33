import { type Proposal, type Road, toProposedChange } from '../../core/guard/approval.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import { makeProposal, makeUnhashedProposal, type ProposalOptions, type UnhashedProposal } from './proposals.ts';
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
  const options = proposalOptions(state, edit);
  for (const text of options.base.values()) if (text !== undefined) state.texts.put(text);
  const proposal = makeProposal(options);
  state.proposals.save(proposal);
  return proposal;
}

/** The same for a hook, in less time: the texts are in the proposal, and those who read it hash them. */
export function keepUnhashedProposal(state: ProjectState, edit: Omit<HeldEdit, 'road'>): UnhashedProposal {
  const proposal = makeUnhashedProposal(proposalOptions(state, { ...edit, road: 'hook' }));
  state.proposals.save(proposal);
  return proposal;
}

function proposalOptions({ directory, files }: ProjectState, edit: HeldEdit): ProposalOptions {
  const touched = [...edit.proposed.keys()].filter((file) => edit.proposed.get(file) !== edit.base.get(file));
  const pick = (texts: ReadonlyMap<string, string | undefined>) =>
    new Map(touched.map((file) => [file, texts.get(file)]));
  const { road, agent, asks, judgement } = edit;
  return {
    directory,
    files,
    base: pick(edit.base),
    proposed: pick(edit.proposed),
    changes: heldChanges(judgement.changes).map(toProposedChange),
    road,
    agent,
    asks,
    now: Date.now(),
  };
}
