import type { Change, ChangeKind } from '../changes/change.ts';
import type { Policy, Verdict } from './verdict.ts';

/**
 * The one place with an opinion: what each kind of change may do by itself. Denied is whatever ends a service or parts
 * it from its data; asked about is what breaks the ways to it; what adds or describes otherwise passes.
 */
export const builtInLevels: Readonly<Record<ChangeKind, Verdict>> = {
  'service-removed': 'deny',
  'service-renamed': 'ask',
  'service-disabled': 'deny',
  'volume-removed': 'deny',
  'volume-renamed': 'deny',
  'volume-detached': 'deny',
  'volume-made-anonymous': 'deny',
  'volume-moved': 'deny',
  'network-removed': 'ask',
  'secret-removed': 'ask',
  'config-removed': 'ask',
  'project-renamed': 'deny',
  'file-removed': 'deny',
  'file-shortened': 'deny',
  'file-unreadable': 'deny',
  'include-removed': 'deny',
  'image-changed': 'ask',
  'dependency-removed': 'ask',
  'healthcheck-removed': 'ask',
  'environment-retargeted': 'ask',
  'port-unpublished': 'ask',
  'container-renamed': 'ask',
  'user-changed': 'ask',
  'service-added': 'allow',
  'service-changed': 'allow',
  'volume-added': 'allow',
  'volume-changed': 'allow',
  'network-added': 'allow',
  'network-changed': 'allow',
  'secret-added': 'allow',
  'secret-changed': 'allow',
  'config-added': 'allow',
  'config-changed': 'allow',
};

/** The policy of someone who set nothing. */
export const builtInPolicy: Policy = { levels: new Map() };

const order: Readonly<Record<Verdict, number>> = { allow: 0, ask: 1, deny: 2 };

/** The stricter of two verdicts. */
export function stricter(a: Verdict, b: Verdict): Verdict {
  return order[a] >= order[b] ? a : b;
}

/** Every kind of change, for settings and documentation. */
export const changeKinds = Object.keys(builtInLevels) as readonly ChangeKind[];

/**
 * Joins levels from several sources. A person's own settings say what they like; what comes with the workspace or the
 * repository, which an agent can write too, can only make the result stricter.
 *
 * @param person levels from the person's settings
 * @param shared levels from the workspace, a policy file and the like
 */
export function makePolicy(options: {
  readonly person?: ReadonlyMap<ChangeKind, Verdict> | undefined;
  readonly shared?: readonly ReadonlyMap<ChangeKind, Verdict>[] | undefined;
}): Policy {
  const levels = new Map(options.person);
  for (const source of options.shared ?? []) {
    for (const [kind, verdict] of source) {
      levels.set(kind, stricter(levels.get(kind) ?? builtInLevels[kind], verdict));
    }
  }
  return { levels };
}

/** What the policy says of one change. A change to something protected is denied whatever the levels are. */
export function verdictOf(change: Change, policy: Policy): Verdict {
  const level = policy.levels.get(change.kind) ?? builtInLevels[change.kind];
  if (builtInLevels[change.kind] === 'allow') return level;
  const names = policy.protectedNames;
  const marked = names?.has(change.name) || (change.service !== undefined && names?.has(change.service));
  return marked ? 'deny' : level;
}
