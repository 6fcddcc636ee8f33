import type { Proposal } from '../../core/guard/approval.ts';
import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import { overlay } from '../../core/text/file-view.ts';
import type { AuditLog } from '../state/audit-log.ts';
import { keepProposal } from '../state/keep-proposal.ts';
import type { ProjectState } from '../state/state.ts';
import type { AcceptedProject } from './accepted-project.ts';
import { isAnsweredYes } from './answered-yes.ts';
import type { Texts } from './read-settled.ts';

/** What a save would have lost. */
export interface HeldSave {
  /** The text that the buffer shall have instead. */
  readonly text: string;
  readonly proposal: Proposal;
  readonly judgement: Judgement;
}

/**
 * Judges a buffer that is about to be saved, from memory and at once. What it holds is kept before it answers.
 *
 * @param unsaved texts of all changed buffers: a service that moves to another unsaved file is not lost
 * @returns undefined when the buffer may be saved as it is
 */
export function holdSave(options: {
  readonly state: ProjectState;
  readonly audit: AuditLog;
  readonly accepted: AcceptedProject;
  readonly judge: ProjectJudge;
  readonly file: string;
  readonly text: string;
  readonly unsaved: Texts;
}): HeldSave | undefined {
  const { state, audit, accepted, judge, file, text, unsaved } = options;
  accepted.followOthers();
  if (text === accepted.texts().get(file)) return undefined;
  const before = accepted.view();
  const others = [...unsaved].filter(([other]) => other !== file && accepted.texts().has(other));
  const after = overlay(before, new Map([...others, [file, text]]));
  const judgement = judge.judge(before, after);
  if (judgement.verdict === 'allow') return undefined;
  const wanted = new Map([...accepted.texts(), [file, text]]);
  if (others.length === 0 && isAnsweredYes({ state, audit, accepted: accepted.texts(), wanted, judgement })) {
    accepted.accept(wanted, 'hook');
    return undefined;
  }
  const held = judge.hold({ before, after, judgement, approved: new Set() });
  const kept = held.has(file) ? held.get(file) : text;
  if (kept === undefined || kept === text) return undefined;

  const base = new Map([[file, kept]]);
  const proposal = keepProposal(state, { base, proposed: new Map([[file, text]]), judgement, road: 'save' });
  state.restorePoints.add({ file, text, road: 'save', fate: 'held' });
  const changes = heldChanges(judgement.changes).map(({ id }) => id);
  audit.append({
    event: 'held',
    road: 'save',
    project: state.directory,
    files: [file],
    changes,
    proposal: proposal.id,
  });
  return { text: kept, proposal, judgement };
}
