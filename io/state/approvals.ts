import type { Approval, Attempt } from '../../core/guard/approval.ts';
import { refusal } from '../../core/guard/approval.ts';
import { isRecord } from '../../core/text/record.ts';
import type { KeyedHash } from './keyed-hash.ts';
import { openRecordFolder } from './record-folder.ts';

/** An approval that was used up, with what shows who gave it. */
export interface UsedApproval {
  readonly approval: Approval;
  readonly road?: string | undefined;
  /** The signature of the program in which it was given, where that has a key of its own. */
  readonly proof?: string | undefined;
  /** True when it was signed with the state folder's key. */
  readonly isSigned?: boolean | undefined;
}

/** A person's approvals in one project. Each is signed, and can be used once. */
export interface Approvals {
  /** @param by how it was given, and the key of the program in which it was given, where that has one of its own */
  save(approval: Approval, by?: { readonly road: string; readonly key?: KeyedHash | undefined }): void;
  /** Those that are used up. Their proofs are not looked at: only the program that made them can. */
  used(): readonly UsedApproval[];
  /** Approvals that can still be used. Those with a wrong signature are none. */
  list(): Approval[];
  /** Takes the first approval that covers the attempt, and uses it up: of all callers, one gets it. */
  use(attempt: Attempt): Approval | undefined;
}

interface Signed {
  readonly approval: Approval;
  readonly signature: string;
  readonly road?: string | undefined;
  readonly proof?: string | undefined;
}

export function openApprovals(folder: string, keyedHash: KeyedHash): Approvals {
  const open = openRecordFolder(folder);
  const used = openRecordFolder(`${folder}/used`);
  const readSigned = (id: string): Signed | undefined => {
    const record = open.read(id) as Partial<Signed> | undefined;
    if (!record?.approval || typeof record.signature !== 'string') return undefined;
    return keyedHash.verify(canonical(record.approval), record.signature) ? (record as Signed) : undefined;
  };
  const list = () => open.names().flatMap((id) => readSigned(id)?.approval ?? []);
  return {
    save(approval, by) {
      const text = canonical(approval);
      const signature = keyedHash.sign(text);
      open.write(approval.id, { approval, signature, road: by?.road, proof: by?.key?.sign(text) } satisfies Signed);
    },
    used: () =>
      used.names().flatMap((id) => {
        const record = used.read(id) as (Approval & { road?: string; proof?: string; signature?: string }) | undefined;
        if (record?.id !== id) return [];
        const { road, proof, usedAt, signature, ...approval } = record;
        const isSigned = signature !== undefined && keyedHash.verify(canonical(approval), signature);
        return [{ approval, road, proof, isSigned }];
      }),
    list,
    use(attempt) {
      for (const id of open.names()) {
        const signed = readSigned(id);
        if (!signed || refusal(signed.approval, attempt)) continue;
        const { approval, road, proof, signature } = signed;
        if (!open.remove(approval.id)) continue;
        used.write(approval.id, { ...approval, usedAt: attempt.now, road, proof, signature });
        return approval;
      }
      return undefined;
    },
  };
}

/** True when the program with this key gave an approval. */
export function isProvenBy(key: KeyedHash, { approval, proof }: UsedApproval): boolean {
  return proof !== undefined && key.verify(canonical(approval), proof);
}

/** The same text for the same approval, whatever the order of its keys. */
function canonical(approval: Approval): string {
  return JSON.stringify(approval, (_key, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );
}
