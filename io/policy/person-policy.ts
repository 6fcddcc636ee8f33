import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeKind } from '../../core/changes/change.ts';
import { builtInLevels, changeKinds, stricter } from '../../core/guard/policy.ts';
import { usualShare } from '../../core/guard/protected-text.ts';
import type { ProtectedFiles, Verdict } from '../../core/guard/verdict.ts';
import { openKeyedHash } from '../state/keyed-hash.ts';
import { writeFileAtomically } from '../write-file.ts';

/** What a person decided for all of their projects, wherever an edit comes from. */
export interface PersonPolicy {
  readonly levels: ReadonlyMap<ChangeKind, Verdict>;
  readonly protectedFiles: ProtectedFiles;
}

interface Stored {
  readonly levels: Readonly<Record<string, string>>;
  readonly protectedFiles: readonly string[];
  readonly largestShare: number;
}

/** The policy of someone who decided nothing. */
export const noPersonPolicy: PersonPolicy = {
  levels: new Map(),
  protectedFiles: { patterns: [], largestShare: usualShare },
};

/**
 * The policy kept in a state folder. The editor writes it whenever the person's settings change, so that hooks, the command
 * line and terminals know it too. What makes the guard stricter always counts; what makes it laxer counts only when the
 * file's signature is right, so that writing the file is not enough.
 */
export function readPersonPolicy(stateFolder: string): PersonPolicy {
  const record = readRecord(fileIn(stateFolder));
  if (record === undefined) return noPersonPolicy;
  const { policy, signature } = record;
  let signed: boolean | undefined;
  const isSigned = () => {
    signed ??= openKeyedHash(stateFolder).verify(canonical(policy), signature);
    return signed;
  };
  const levels = new Map<ChangeKind, Verdict>();
  for (const kind of changeKinds) {
    const level = policy.levels[kind];
    if (level !== 'allow' && level !== 'ask' && level !== 'deny') continue;
    const isStricter = stricter(level, builtInLevels[kind]) === level;
    if (isStricter || isSigned()) levels.set(kind, level);
  }
  const share = policy.largestShare;
  const largestShare = share <= usualShare || isSigned() ? share : usualShare;
  return { levels, protectedFiles: { patterns: policy.protectedFiles, largestShare } };
}

/** Keeps a person's policy, signed. Does nothing when it is kept already. To be called with a person's own settings alone. */
export function writePersonPolicy(stateFolder: string, { levels, protectedFiles }: PersonPolicy): void {
  const policy: Stored = {
    levels: Object.fromEntries([...levels].sort(([a], [b]) => (a < b ? -1 : 1))),
    protectedFiles: protectedFiles.patterns,
    largestShare: protectedFiles.largestShare,
  };
  const file = fileIn(stateFolder);
  const existing = readRecord(file);
  const isEmpty = levels.size === 0 && protectedFiles.patterns.length === 0;
  if (existing === undefined && isEmpty) return;
  const keyedHash = openKeyedHash(stateFolder);
  const signature = keyedHash.sign(canonical(policy));
  if (existing?.signature === signature && canonical(existing.policy) === canonical(policy)) return;
  writeFileAtomically(file, `${JSON.stringify({ policy, signature }, null, 2)}\n`, { mode: 0o600, makeFolder: 0o700 });
}

function fileIn(stateFolder: string): string {
  return join(stateFolder, 'policy.json');
}

/** The record, whoever wrote it; undefined when there is none or it has another form. */
function readRecord(file: string): { readonly policy: Stored; readonly signature: string } | undefined {
  try {
    const { policy, signature } = JSON.parse(readFileSync(file, 'utf8'));
    const { levels, protectedFiles, largestShare } = policy;
    if (typeof signature !== 'string' || typeof levels !== 'object' || levels === null) return undefined;
    const patterns = Array.isArray(protectedFiles) ? protectedFiles.filter((one) => typeof one === 'string') : [];
    const share = typeof largestShare === 'number' ? Math.min(1, Math.max(0, largestShare)) : usualShare;
    return { policy: { levels, protectedFiles: patterns, largestShare: share }, signature };
  } catch {
    return undefined;
  }
}

function canonical({ levels, protectedFiles, largestShare }: Stored): string {
  const sorted = Object.entries(levels).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(['policy', sorted, protectedFiles, largestShare]);
}
