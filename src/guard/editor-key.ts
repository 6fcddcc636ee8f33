import { randomBytes } from 'node:crypto';
import type { SecretStorage } from 'vscode';
import { type KeyedHash, keyedHash } from '../../io/state/keyed-hash.ts';

const secretName = 'holdfast.approvalKey';

/**
 * The key by which this editor signs the approvals that are given in it, besides the signature that every program can
 * check. It is kept in VS Code's secret storage, so that no file has it.
 *
 * @returns undefined where there is no secret storage that works; approvals then have the other signature alone
 */
export async function openEditorKey(
  secrets: SecretStorage,
  onFailure: (error: unknown) => void,
): Promise<KeyedHash | undefined> {
  try {
    const stored = (await secrets.get(secretName)) ?? '';
    if (/^[0-9a-f]{64}$/.test(stored)) return keyedHash(() => Buffer.from(stored, 'hex'));
    await secrets.store(secretName, randomBytes(32).toString('hex'));
    // Another window may have stored one in the same moment: what is there now counts.
    const kept = (await secrets.get(secretName)) ?? '';
    return /^[0-9a-f]{64}$/.test(kept) ? keyedHash(() => Buffer.from(kept, 'hex')) : undefined;
  } catch (error) {
    onFailure(error);
    return undefined;
  }
}
