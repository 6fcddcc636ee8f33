import type { Proposal } from '../../core/guard/approval.ts';
import type { Proposals } from '../state/proposals.ts';

/** Milliseconds within which a program that has begun to write a file has written the rest. */
const writingTime = 1000;

/**
 * Closes proposals that are only the beginning of another one. Two windows on one folder can catch the same write at two
 * moments, and neither knows what the other has kept. Nothing is lost: the other one has all of the text.
 *
 * @param now milliseconds since the epoch
 */
export function closeHalfWritten(proposals: Proposals, now: number): void {
  const recent = proposals.list().filter(({ road, createdAt }) => road === 'disk' && now - createdAt <= writingTime);
  for (const part of recent) {
    if (recent.some((whole) => isBeginningOf(part, whole))) proposals.settle(part.id, 'superseded');
  }
}

function isBeginningOf(part: Proposal, whole: Proposal): boolean {
  if (part.id === whole.id) return false;
  const texts = new Map(whole.proposed.map(({ file, text }) => [file, text]));
  const pairs = part.proposed.map(({ file, text }) => [text ?? '', texts.get(file) ?? ''] as const);
  return pairs.every(([begun, written]) => written.startsWith(begun)) && pairs.some(([begun, all]) => begun !== all);
}
