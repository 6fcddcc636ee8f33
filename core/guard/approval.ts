import type { ChangeKind } from '../changes/change.ts';
import type { JudgedChange, Verdict } from './verdict.ts';

/** The way by which an edit came: an agent's hook, a save in the editor, a write to disk, a commit or merge. */
export type Road = 'hook' | 'save' | 'disk' | 'gate';

/** A file's content at one moment; `hash` is null when the file was not there. The hash function is the caller's. */
export interface FileHash {
  readonly file: string;
  readonly hash: string | null;
}

/** A file as the edit would leave it; `text` is null when the edit removes it. */
export interface ProposedText {
  readonly file: string;
  readonly text: string | null;
}

/** One change of a proposal, kept as plain data so that it can be stored and shown without its projects. */
export interface ProposedChange {
  /** `changeId` of the change. */
  readonly id: string;
  readonly kind: ChangeKind;
  readonly name: string;
  readonly service?: string | undefined;
  readonly to?: string | undefined;
  readonly message: string;
  readonly verdict: Verdict;
}

/** An edit that was held, whole: what it was made from, what it wanted, and what of it needs a person's word. */
export interface Proposal {
  readonly id: string;
  /** Absolute project directory. */
  readonly directory: string;
  /** Compose files of the project in merge order, when they are not found by Compose's own search. */
  readonly files?: readonly string[] | undefined;
  /** Every file of the project that the edit touches, as it was before. */
  readonly base: readonly FileHash[];
  readonly proposed: readonly ProposedText[];
  readonly changes: readonly ProposedChange[];
  readonly road: Road;
  readonly agent?: string | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** When the agent last asked the person about it in a dialog of its own; undefined when it could not. */
  readonly askedAt?: number | undefined;
}

/** A person's yes to named changes of one proposal. Stored with a keyed hash by io/state. */
export interface Approval {
  readonly id: string;
  readonly proposal: string;
  readonly directory: string;
  readonly base: readonly FileHash[];
  readonly changeIds: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** When it was used up; undefined while it can still be used. */
  readonly usedAt?: number | undefined;
}

/** Why an approval does not cover an attempt. */
export type Refusal = 'used' | 'expired' | 'other-project' | 'base-changed' | 'other-changes';

/** An edit that asks to pass on an approval. */
export interface Attempt {
  readonly directory: string;
  /** The files that the edit touches as they are now, before it. */
  readonly base: readonly FileHash[];
  /** Ids of the changes that need a person's word. */
  readonly changeIds: readonly string[];
  readonly now: number;
}

/** Takes what is stored of a change from a judged one. */
export function toProposedChange(change: JudgedChange): ProposedChange {
  const { id, kind, name, service, to, message, verdict } = change;
  return { id, kind, name, service, to, message, verdict };
}

/**
 * Makes a person's approval of some changes of a proposal.
 *
 * @param changeIds what the person ticked; changes that follow of necessity are added (see `withConsequences`)
 * @param lifetime milliseconds for which it can be used
 */
export function makeApproval(options: {
  readonly id: string;
  readonly proposal: Proposal;
  readonly changeIds: readonly string[];
  readonly now: number;
  readonly lifetime: number;
}): Approval {
  const { id, proposal, changeIds, now, lifetime } = options;
  return {
    id,
    proposal: proposal.id,
    directory: proposal.directory,
    base: proposal.base,
    changeIds: [...withConsequences(proposal.changes, changeIds)].sort(),
    expiresAt: now + lifetime,
  };
}

/** Says why an approval does not cover an attempt, or undefined when it does. The caller marks it used at once. */
export function refusal(approval: Approval, attempt: Attempt): Refusal | undefined {
  if (approval.usedAt !== undefined) return 'used';
  if (attempt.now >= approval.expiresAt) return 'expired';
  if (approval.directory !== attempt.directory) return 'other-project';
  const approved = new Map(approval.base.map(({ file, hash }) => [file, hash]));
  if (attempt.base.some(({ file, hash }) => approved.has(file) && approved.get(file) !== hash)) return 'base-changed';
  const untouched = attempt.base.filter(({ file }) => !approved.has(file));
  if (untouched.length === attempt.base.length && attempt.base.length > 0) return 'base-changed';
  const ids = new Set(approval.changeIds);
  return attempt.changeIds.every((id) => ids.has(id)) ? undefined : 'other-changes';
}

/**
 * Adds to the chosen changes those that cannot be kept back without them: a reference to a removed service, volume,
 * network, secret or config cannot stay when the thing itself may go.
 */
export function withConsequences(
  changes: readonly Pick<ProposedChange, 'id' | 'kind' | 'name' | 'service'>[],
  chosen: Iterable<string>,
): ReadonlySet<string> {
  const result = new Set(chosen);
  const gone = new Set<string>();
  for (const change of changes) {
    if (!result.has(change.id)) continue;
    if (change.kind === 'service-removed' || change.kind === 'service-renamed') gone.add(`service ${change.name}`);
    if (change.kind === 'volume-removed' || change.kind === 'volume-renamed') gone.add(`volume ${change.name}`);
  }
  for (const change of changes) {
    if (change.kind === 'dependency-removed' && gone.has(`service ${change.name}`)) result.add(change.id);
    if (change.kind === 'volume-detached' && gone.has(`volume ${change.name}`)) result.add(change.id);
    if (change.kind === 'volume-moved' && gone.has(`volume ${change.name}`)) result.add(change.id);
  }
  return result;
}

/**
 * The volumes whose removal belongs to a service's: what a review ticks together with it. These are the removed
 * volumes that no other service mounted before.
 *
 * @param mounts for each service of the project before, the names of the volumes that it mounts
 */
export function relatedVolumes(
  changes: readonly Pick<ProposedChange, 'id' | 'kind' | 'name'>[],
  service: string,
  mounts: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const own = mounts.get(service) ?? [];
  return changes
    .filter(({ kind, name }) => kind === 'volume-removed' && own.includes(name))
    .filter(({ name }) => [...mounts].every(([other, names]) => other === service || !names.includes(name)))
    .map(({ id }) => id);
}
