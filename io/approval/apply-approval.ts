import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { makeApproval, type Proposal, withConsequences } from '../../core/guard/approval.ts';
import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import { type FileView, overlay } from '../../core/text/file-view.ts';
import { disk } from '../disk.ts';
import { hashText } from '../hash-text.ts';
import type { AuditLog } from '../state/audit-log.ts';
import type { KeyedHash } from '../state/keyed-hash.ts';
import type { ProjectState } from '../state/state.ts';
import { writeFileAtomically } from '../write-file.ts';
import { rebaseProposal } from './rebase-proposal.ts';

/** A proposal as it stands against the files of now: what a review shows and an approval decides. */
export interface Review {
  readonly proposal: Proposal;
  readonly base: ReadonlyMap<string, string | undefined>;
  readonly proposed: ReadonlyMap<string, string | undefined>;
  readonly judgement: Judgement;
}

/** Why nothing was written. */
export type ApprovalFailure =
  | { readonly reason: 'stale'; readonly file: string }
  | { readonly reason: 'changed-since-review' }
  | { readonly reason: 'unknown-changes'; readonly ids: readonly string[] }
  | { readonly reason: 'gone' };

export interface ApprovalOptions {
  readonly state: ProjectState;
  readonly audit: AuditLog;
  readonly judge: ProjectJudge;
  readonly road: 'editor' | 'terminal';
  /** The key of the program in which the person said yes, where it has one of its own. */
  readonly key?: KeyedHash | undefined;
}

/** Prepares a proposal for a person's eyes. Writes nothing. */
export function openReview(
  options: Pick<ApprovalOptions, 'state' | 'judge'>,
  proposal: Proposal,
): Review | ApprovalFailure {
  const rebased = rebaseProposal(proposal, options.state.texts, disk.readText);
  if ('stale' in rebased) return { reason: 'stale', file: rebased.stale };
  const { base, proposed } = rebased;
  const judgement = options.judge.judge(viewOf(base), viewOf(proposed));
  return { proposal, base, proposed, judgement };
}

/** The texts that an approval of these changes would leave, by file; files that stay as they are have no entry. */
export function previewApproval(
  judge: ProjectJudge,
  review: Review,
  changeIds: Iterable<string>,
): ReadonlyMap<string, string | undefined> {
  const approved = withConsequences(heldChanges(review.judgement.changes), changeIds);
  const before = viewOf(review.base);
  const after = viewOf(review.proposed);
  const held = judge.hold({ before, after, judgement: review.judgement, approved });
  const result = new Map([...review.proposed, ...held]);
  for (const [file, text] of result) if (disk.readText(file) === text) result.delete(file);
  return result;
}

/**
 * Carries out a person's yes. To be called only with what a person confirmed just now, in a dialog or on a terminal.
 * The texts that go are kept first, then the result becomes the accepted state, so that every watcher lets it pass, and
 * then it is written. What was not approved stays, and the proposal is closed.
 *
 * @returns the files written, or why nothing was
 */
export function applyApproval(
  options: ApprovalOptions,
  review: Review,
  changeIds: readonly string[],
): { readonly written: readonly string[] } | ApprovalFailure {
  const { state, audit, judge, road, key } = options;
  const { proposal, base, judgement } = review;
  const known = new Set(heldChanges(judgement.changes).map(({ id }) => id));
  const unknown = changeIds.filter((id) => !known.has(id));
  if (unknown.length > 0) return { reason: 'unknown-changes', ids: unknown };
  for (const [file, text] of base) if (disk.readText(file) !== text) return { reason: 'changed-since-review' };
  if (!state.proposals.get(proposal.id)) return { reason: 'gone' };

  const result = previewApproval(judge, review, changeIds);
  const now = Date.now();
  const hashes = [...base].map(([file, text]) => ({ file, hash: text === undefined ? null : hashText(text) }));
  const approval = makeApproval({
    id: randomBytes(8).toString('hex'),
    proposal: { ...proposal, base: hashes, changes: heldChanges(judgement.changes) },
    changeIds,
    now,
    lifetime: approvalLifetime,
  });
  state.approvals.save(approval, { road, key });
  const attempt = { directory: state.directory, base: hashes, changeIds: approval.changeIds, now };
  if (!state.approvals.use(attempt)) return { reason: 'gone' };

  for (const [file, text] of base) state.restorePoints.add({ file, text, road, fate: 'accepted' });
  const accepted = new Map(state.baseline.read() ?? []);
  for (const [file, text] of result) accepted.set(file, text);
  state.baseline.write(accepted);
  const written: string[] = [];
  for (const [file, text] of result) {
    if (text === undefined) rmSync(file, { force: true });
    else writeFileAtomically(file, text, { makeFolder: 0o777 });
    state.restorePoints.add({ file, text, road, fate: 'approved' });
    written.push(file);
  }
  // Last, so that a crash on the way leaves the proposal open rather than half done and forgotten.
  state.proposals.settle(proposal.id, 'approved');
  const changes = approval.changeIds;
  audit.append({ event: 'approved', road, project: state.directory, files: written, changes, proposal: proposal.id });
  return { written };
}

/** Closes a proposal without doing anything that it wanted. */
export function discardProposal(options: Omit<ApprovalOptions, 'judge'>, proposal: Proposal): boolean {
  const { state, audit, road } = options;
  if (!state.proposals.settle(proposal.id, 'discarded')) return false;
  const changes = proposal.changes.map(({ id }) => id);
  audit.append({ event: 'discarded', road, project: state.directory, changes, proposal: proposal.id });
  return true;
}

/** An approval is used in the same moment; the time only bounds what a crash leaves behind. */
const approvalLifetime = 60_000;

function viewOf(texts: ReadonlyMap<string, string | undefined>): FileView {
  return overlay(disk, texts);
}
