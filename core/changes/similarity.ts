import type { Service } from '../project/project.ts';
import { leaves } from './plain-value.ts';

/** From here on two services count as one that was renamed. */
const alike = 0.6;

/**
 * Pairs services that are gone with new ones that are so alike that they are the same under another name. Each is used
 * once; the most alike are paired first.
 *
 * @returns old name to new name
 */
export function matchRenamed(gone: readonly Service[], added: readonly Service[]): ReadonlyMap<string, string> {
  const pairs: { from: string; to: string; score: number }[] = [];
  for (const from of gone) {
    for (const to of added) {
      const score = similarity(from, to);
      if (score >= alike) pairs.push({ from: from.name, to: to.name, score });
    }
  }
  pairs.sort((a, b) => b.score - a.score);
  const matched = new Map<string, string>();
  const taken = new Set<string>();
  for (const { from, to } of pairs) {
    if (matched.has(from) || taken.has(to)) continue;
    matched.set(from, to);
    taken.add(to);
  }
  return matched;
}

/** Share of leaves that two services have in common, from 0 to 1; 0 when they don't run the same thing. */
export function similarity(a: Service, b: Service): number {
  if (repository(a) !== repository(b)) return 0;
  const [left, right] = [leaves(a.value), leaves(b.value)];
  let common = 0;
  for (const leaf of left) if (right.has(leaf)) common += 1;
  const all = left.size + right.size - common;
  return all === 0 ? 0 : Math.min(1, common / all + (sharesVolume(a, b) ? forSharedVolume : 0));
}

/** What the same named volume at the same path counts for: a successor takes its data along. */
const forSharedVolume = 0.25;

function sharesVolume(a: Service, b: Service): boolean {
  return a.mounts.some(
    ({ type, source, target }) =>
      type === 'volume' &&
      source !== undefined &&
      b.mounts.some((mount) => mount.source?.value === source.value && mount.target === target),
  );
}

function repository(service: Service): string {
  if (service.image) return service.image.value.replace(/@.*/, '').replace(/:[^:/]*$/, '');
  return `build:${service.build?.context?.value ?? ''}`;
}
