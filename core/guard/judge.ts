import { type Change, changeId } from '../changes/change.ts';
import { visibleText } from '../text/visible-text.ts';
import { stricter, verdictOf } from './policy.ts';
import type { JudgedChange, Policy, Verdict } from './verdict.ts';

/** Characters; names in messages can have any length. */
const longestMessage = 2000;

/** Gives each change its id and its verdict; its words, which quote names from files, become one line in which nothing hides. */
export function judge(changes: readonly Change[], policy: Policy): JudgedChange[] {
  return changes.map((change) => ({
    ...change,
    message: visibleText(change.message, longestMessage),
    id: changeId(change),
    verdict: verdictOf(change, policy),
  }));
}

/** The strictest verdict among the changes; `allow` when there are none. */
export function overallVerdict(changes: readonly JudgedChange[]): Verdict {
  return changes.reduce<Verdict>((verdict, change) => stricter(verdict, change.verdict), 'allow');
}

/** The changes that may not pass by themselves. */
export function heldChanges(changes: readonly JudgedChange[]): JudgedChange[] {
  return changes.filter(({ verdict }) => verdict !== 'allow');
}
