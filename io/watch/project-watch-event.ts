import type { Proposal } from '../../core/guard/approval.ts';
import type { Judgement } from '../../core/guard/verdict.ts';

/** What a watch tells of. */
export type ProjectWatchEvent =
  /** Something was held; what it wanted is in the proposal, and the files are as they should be again. */
  | { readonly kind: 'held'; readonly proposal: Proposal; readonly judgement: Judgement; readonly restored: string[] }
  /** A change without harm became the accepted state. */
  | { readonly kind: 'accepted'; readonly files: readonly string[] }
  /** Something is gone, but git has it: the files are as at HEAD. */
  | { readonly kind: 'let-through'; readonly files: readonly string[]; readonly judgement: Judgement }
  /** A program keeps deleting: the file has no write permission any more. */
  | { readonly kind: 'made-read-only'; readonly file: string }
  | { readonly kind: 'failed'; readonly file: string; readonly reason: string };
