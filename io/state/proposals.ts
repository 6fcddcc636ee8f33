import murmurhash from 'murmurhash';
import type { FileHash, Proposal, ProposedChange, ProposedText, Road } from '../../core/guard/approval.ts';
import { hashText } from '../hash-text.ts';
import { openRecordFolder } from './record-folder.ts';
import type { TextStore } from './text-store.ts';

/** How a proposal ended. */
export type Settlement = 'approved' | 'discarded' | 'superseded';

/**
 * A proposal as a hook keeps it, whose agent waits: with the texts that it was made from, since hashing them takes longer
 * than writing them.
 */
export type UnhashedProposal = Omit<Proposal, 'base'> & { readonly base: readonly ProposedText[] };

/** Held proposals of one project. */
export interface Proposals {
  /** Open ones, oldest first. */
  list(): Proposal[];
  get(id: string): Proposal | undefined;
  /** Keeps a proposal; on return it is on the disk. One that is there already, by its id, keeps its time. */
  save(proposal: Proposal | UnhashedProposal): void;
  /** Closes one. True for the one caller that did it; the record is kept among the settled ones. */
  settle(id: string, settlement: Settlement): boolean;
}

/** Open proposals beyond this number are closed, oldest first; their texts stay among the restore points. */
const openLimit = 50;
const settledLimit = 200;

/** @param texts where the texts go that a hook has left in a proposal */
export function openProposals(folder: string, texts: TextStore): Proposals {
  const open = openRecordFolder(folder);
  const settled = openRecordFolder(`${folder}/settled`);
  const get = (id: string) => {
    const record = open.read(id) as Partial<Proposal | UnhashedProposal> | undefined;
    if (record?.id !== id || !Array.isArray(record.proposed) || !Array.isArray(record.base)) return undefined;
    return withHashes(record as Proposal | UnhashedProposal, texts);
  };
  const list = () =>
    open
      .names()
      .flatMap((id) => get(id) ?? [])
      .sort((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id));
  const settle = (id: string, settlement: Settlement) => {
    const proposal = get(id);
    if (!proposal) return false;
    settled.write(`${proposal.createdAt}-${id}`, { settlement, proposal });
    for (const name of settled.names().slice(0, -settledLimit)) settled.remove(name);
    return open.remove(id);
  };
  return {
    list,
    get,
    save(proposal) {
      const existing = open.read(proposal.id) as Partial<Proposal> | undefined;
      const isSame = JSON.stringify(existing?.proposed) === JSON.stringify(proposal.proposed);
      // Ids are short: another edit that has the same one takes the place of the first, which is kept.
      if (existing && !isSame) settle(proposal.id, 'superseded');
      const createdAt = (isSame ? existing?.createdAt : undefined) ?? proposal.createdAt;
      const record = { ...proposal, createdAt };
      // A hook leaves the files as they are, and its agent waits; the others overwrite what is proposed.
      open.write(proposal.id, record, { outlasting: proposal.road === 'hook' ? 'nothing' : 'contents' });
      const names = open.names();
      if (names.length > openLimit) for (const { id } of list().slice(0, -openLimit)) settle(id, 'superseded');
    },
    settle,
  };
}

export interface ProposalOptions {
  readonly directory: string;
  readonly files?: readonly string[] | undefined;
  /** Each file that the edit touches, as it stays while the proposal is held. */
  readonly base: ReadonlyMap<string, string | undefined>;
  /** The same files as the edit would leave them. */
  readonly proposed: ReadonlyMap<string, string | undefined>;
  readonly changes: readonly ProposedChange[];
  readonly road: Road;
  readonly agent?: string | undefined;
  readonly asks?: boolean | undefined;
  readonly now: number;
}

/**
 * Makes a proposal. Its id follows from what it wants and what it was made from, so that the same edit tried again, or
 * seen by two programs at once, is one proposal.
 */
export function makeProposal(options: ProposalOptions): Proposal {
  const proposal = makeUnhashedProposal(options);
  return {
    ...proposal,
    base: proposal.base.map(({ file, text }) => ({ file, hash: text === null ? null : hashText(text) })),
  };
}

/** The same as `makeProposal`, without hashing. */
export function makeUnhashedProposal(options: ProposalOptions): UnhashedProposal {
  const [base, proposed] = [textsOf(options.base), textsOf(options.proposed)];
  const { directory, files, changes, road, agent, asks, now } = options;
  return {
    id: shortHash(JSON.stringify([directory, files ?? null, base, proposed])),
    directory,
    ...(files && { files }),
    base,
    proposed,
    changes,
    road,
    ...(agent !== undefined && { agent }),
    createdAt: now,
    ...(asks && { askedAt: now }),
  };
}

function textsOf(texts: ReadonlyMap<string, string | undefined>): ProposedText[] {
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([file, text]) => ({ file, text: text ?? null }));
}

/** Ten hexadecimal digits: enough to tell a few proposals apart. Nothing is trusted for its id. */
function shortHash(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  const half = (seed: number) => murmurhash.v3(bytes, seed).toString(16).padStart(8, '0');
  return `${half(0)}${half(1)}`.slice(0, 10);
}

function withHashes(proposal: Proposal | UnhashedProposal, texts: TextStore): Proposal {
  const hashed = (entry: FileHash | ProposedText): FileHash => {
    if ('hash' in entry) return entry;
    return { file: entry.file, hash: entry.text === null ? null : texts.put(entry.text) };
  };
  return { ...proposal, base: proposal.base.map(hashed) };
}
