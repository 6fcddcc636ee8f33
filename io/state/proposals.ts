import type { FileHash, Proposal, ProposedChange, ProposedText, Road } from '../../core/guard/approval.ts';
import { openRecordFolder } from './record-folder.ts';
import { hashText } from './text-store.ts';

/** How a proposal ended. */
export type Settlement = 'approved' | 'discarded' | 'superseded';

/** Held proposals of one project. */
export interface Proposals {
  /** Open ones, oldest first. */
  list(): Proposal[];
  get(id: string): Proposal | undefined;
  /** Keeps a proposal; on return it is on the disk. One that is there already, by its id, keeps its time. */
  save(proposal: Proposal): void;
  /** Closes one. True for the one caller that did it; the record is kept among the settled ones. */
  settle(id: string, settlement: Settlement): boolean;
}

/** Open proposals beyond this number are closed, oldest first; their texts stay among the restore points. */
const openLimit = 50;
const settledLimit = 200;

export function openProposals(folder: string): Proposals {
  const open = openRecordFolder(folder);
  const settled = openRecordFolder(`${folder}/settled`);
  const get = (id: string) => {
    const record = open.read(id) as Partial<Proposal> | undefined;
    return record?.id === id && Array.isArray(record.proposed) ? (record as Proposal) : undefined;
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
      const existing = get(proposal.id);
      const record = existing ? { ...proposal, createdAt: existing.createdAt } : proposal;
      // A hook leaves the files as they are, and its agent waits; the others overwrite what is proposed.
      open.write(proposal.id, record, { outlasting: proposal.road === 'hook' ? 'nothing' : 'contents' });
      const names = open.names();
      if (names.length > openLimit) for (const { id } of list().slice(0, -openLimit)) settle(id, 'superseded');
    },
    settle,
  };
}

/**
 * Makes a proposal. Its id follows from what it wants and what it was made from, so that the same edit tried again, or
 * seen by two programs at once, is one proposal.
 *
 * @param base each file that the edit touches, as it stays while the proposal is held
 * @param proposed the same files as the edit would leave them
 */
export function makeProposal(options: {
  readonly directory: string;
  readonly files?: readonly string[] | undefined;
  readonly base: ReadonlyMap<string, string | undefined>;
  readonly proposed: ReadonlyMap<string, string | undefined>;
  readonly changes: readonly ProposedChange[];
  readonly road: Road;
  readonly agent?: string | undefined;
  readonly asks?: boolean | undefined;
  readonly now: number;
}): Proposal {
  const base: FileHash[] = sorted(options.base).map(([file, text]) => ({
    file,
    hash: text === undefined ? null : hashText(text),
  }));
  const proposed: ProposedText[] = sorted(options.proposed).map(([file, text]) => ({ file, text: text ?? null }));
  const { directory, files, changes, road, agent, asks, now } = options;
  const id = hashText(JSON.stringify([directory, files ?? null, base, proposed])).slice(0, 10);
  return {
    id,
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

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}
