import type { Policy } from '../../core/guard/verdict.ts';
import { disk } from '../../io/disk.ts';
import { type PersonPolicy, readPersonPolicy } from '../../io/policy/person-policy.ts';
import { joinPolicy } from '../../io/policy/read-policy.ts';

/** The policy for a folder, read once a folder; see io/policy/read-policy.ts. */
export type PolicyOf = (directory: string) => Policy;

/** @param stateFolder in the platform's own spelling */
export function createPolicyReader(stateFolder: string): PolicyOf {
  let person: PersonPolicy | undefined;
  const known = new Map<string, Policy>();
  return (directory) => {
    person ??= readPersonPolicy(stateFolder);
    const policy = known.get(directory) ?? joinPolicy(person, disk, directory);
    known.set(directory, policy);
    return policy;
  };
}
