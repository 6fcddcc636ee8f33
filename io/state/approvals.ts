import type { Approval, Attempt } from '../../core/guard/approval.ts';
import { refusal } from '../../core/guard/approval.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { openRecordFolder } from './record-folder.ts';

/** A person's approvals in one project. Each is signed, and can be used once. */
export interface Approvals {
  save(approval: Approval): void;
  /** Approvals that can still be used. Those with a wrong signature are none. */
  list(): Approval[];
  /** Takes the first approval that covers the attempt, and uses it up: of all callers, one gets it. */
  use(attempt: Attempt): Approval | undefined;
}

interface Signed {
  readonly approval: Approval;
  readonly signature: string;
}

export function openApprovals(folder: string, keyedHash: KeyedHash): Approvals {
  const open = openRecordFolder(folder);
  const used = openRecordFolder(`${folder}/used`);
  const read = (id: string): Approval | undefined => {
    const record = open.read(id) as Partial<Signed> | undefined;
    if (!record?.approval || typeof record.signature !== 'string') return undefined;
    return keyedHash.verify(canonical(record.approval), record.signature) ? record.approval : undefined;
  };
  const list = () => open.names().flatMap((id) => read(id) ?? []);
  return {
    save(approval) {
      open.write(approval.id, { approval, signature: keyedHash.sign(canonical(approval)) } satisfies Signed);
    },
    list,
    use(attempt) {
      for (const approval of list()) {
        if (refusal(approval, attempt)) continue;
        if (!open.remove(approval.id)) continue;
        used.write(approval.id, { ...approval, usedAt: attempt.now } satisfies Approval);
        return approval;
      }
      return undefined;
    },
  };
}

/** The same text for the same approval, whatever the order of its keys. */
function canonical(approval: Approval): string {
  return JSON.stringify(approval, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
