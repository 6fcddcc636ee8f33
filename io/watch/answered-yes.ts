import type { Proposal } from '../../core/guard/approval.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import { hashText } from '../hash-text.ts';
import type { AuditLog } from '../state/audit-log.ts';
import type { ProjectState } from '../state/state.ts';
import type { Texts } from './read-settled.ts';

/** For how long after its question an agent's edit is taken for the person's yes, in milliseconds. */
const patience = 10 * 60_000;

/**
 * Whether an edit is one about which an agent asked the person just now, in a dialog of its own: then that it was made is
 * their answer. It must be exactly what was asked about, made from exactly the texts of then, and nothing in it denied. The
 * question is closed by it, so that it counts once.
 *
 * @param accepted the accepted texts before the edit
 * @param wanted the texts of the edit
 */
export function isAnsweredYes(options: {
  readonly state: ProjectState;
  readonly audit: AuditLog;
  readonly accepted: Texts;
  readonly wanted: Texts;
  readonly judgement: Judgement;
}): boolean {
  const { state, audit, accepted, wanted, judgement } = options;
  if (judgement.verdict !== 'ask') return false;
  const changed = [...wanted.keys()].filter((file) => wanted.get(file) !== accepted.get(file));
  const held = heldChanges(judgement.changes).map(({ id }) => id);
  const asked = state.proposals.list().find((proposal) => isAbout(proposal, { accepted, wanted, changed, held }));
  if (asked === undefined || !state.proposals.settle(asked.id, 'approved')) return false;
  audit.append({
    event: 'approved',
    road: 'hook',
    agent: asked.agent,
    project: state.directory,
    files: changed,
    changes: held,
    proposal: asked.id,
    note: "answered in the agent's own dialog",
  });
  return true;
}

function isAbout(
  { askedAt, base, proposed, changes }: Proposal,
  edit: {
    readonly accepted: Texts;
    readonly wanted: Texts;
    readonly changed: readonly string[];
    readonly held: readonly string[];
  },
): boolean {
  if (askedAt === undefined || Math.abs(Date.now() - askedAt) > patience) return false;
  const ids = new Set(changes.map(({ id }) => id));
  if (changes.some(({ verdict }) => verdict === 'deny') || !edit.held.every((id) => ids.has(id))) return false;
  const isBase = base.every(({ file, hash }) => {
    const text = edit.accepted.get(file);
    return hash === (text === undefined ? null : hashText(text));
  });
  const files = new Set(proposed.map(({ file }) => file));
  const isWanted = proposed.every(({ file, text }) => (edit.wanted.get(file) ?? null) === text);
  return isBase && isWanted && edit.changed.every((file) => files.has(file));
}
