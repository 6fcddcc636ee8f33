import { shareLost } from '../changes/salvage.ts';
import type { Verdict } from './verdict.ts';

/** What the judge says of a protected file that is no Compose file: a Dockerfile, `.env`, a Caddyfile, a manifest. */
export interface TextVerdict {
  readonly verdict: Verdict;
  /** One sentence; undefined when nothing is held. */
  readonly message?: string | undefined;
}

/**
 * Judges an edit of a protected text by what is gone of it, since its meaning isn't known: the file itself, or more than
 * a share of its lines. Moved, reindented and blank lines are not gone.
 *
 * @param before undefined: the file was not there, so nothing can be lost
 * @param after undefined: the edit removes the file
 * @param largestShare share of lines, from 0 to 1, that an edit may take out by itself
 */
export function judgeText(options: {
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly largestShare: number;
}): TextVerdict {
  const { before, after, largestShare } = options;
  if (before === undefined || before.trim() === '' || before === after) return { verdict: 'allow' };
  if (after === undefined) return { verdict: 'deny', message: 'The protected file is removed.' };
  if (after.trim() === '') return { verdict: 'deny', message: 'The protected file is emptied.' };
  const share = shareLost(before, after);
  if (share <= largestShare) return { verdict: 'allow' };
  const percent = (value: number) => `${Math.round(value * 100)} %`;
  return {
    verdict: 'deny',
    message: `${percent(share)} of the protected file's lines are gone; more than ${percent(largestShare)} need a person's word.`,
  };
}
