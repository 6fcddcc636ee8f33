import { distance } from 'fastest-levenshtein';

/**
 * The name among `candidates` that was most likely meant by `name`, or undefined when none is near. Spelling that differs
 * only in case or in `-`, `_` and camel case counts as the same.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = normalize(name);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  let best: { candidate: string; score: number } | undefined;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const other = normalize(candidate);
    if (Math.abs(other.length - wanted.length) > limit) continue;
    const edits = distance(wanted, other);
    // Two letters swapped count as one edit, and a shared beginning speaks for a candidate.
    const score = (isSwap(wanted, other) ? 1 : edits) - (other[0] === wanted[0] ? 0.5 : 0);
    if (score <= limit && (best === undefined || score < best.score)) best = { candidate, score };
  }
  return best?.candidate;
}

function normalize(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toLowerCase();
}

function isSwap(a: string, b: string): boolean {
  if (a.length !== b.length || a === b) return false;
  const at = [...a].findIndex((letter, index) => letter !== b[index]);
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2);
}
