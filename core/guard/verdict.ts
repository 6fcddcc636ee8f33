import type { Change, ChangeKind } from '../changes/change.ts';
import type { Project } from '../project/project.ts';

/** `allow` passes, `ask` needs a person's word where one can be asked and is a denial elsewhere, `deny` is held. */
export type Verdict = 'allow' | 'ask' | 'deny';

/** Level of each kind; what is not named has its built-in level. Only a person's settings may lower one. */
export interface Policy {
  readonly levels: ReadonlyMap<ChangeKind, Verdict>;
  /** Services and volumes marked as protected (from the *before* side): each change to their existence is denied. */
  readonly protectedNames?: ReadonlySet<string> | undefined;
  /** Files beside Compose files that are protected as texts. */
  readonly protectedFiles?: ProtectedFiles | undefined;
}

/** Files that are protected whatever is in them. */
export interface ProtectedFiles {
  /** Shell patterns for the end of a path, or for all of it when they begin with `/`. */
  readonly patterns: readonly string[];
  /** The share of its lines, from 0 to 1, that an edit may take out of such a file by itself. */
  readonly largestShare: number;
}

export interface JudgedChange extends Change {
  readonly id: string;
  readonly verdict: Verdict;
}

/** What the one judge says of an edit, whoever asks. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly changes: readonly JudgedChange[];
  readonly before: Project;
  readonly after: Project;
}

/** What the judge says of a shell command. See command/judge-command.ts. */
export interface CommandVerdict {
  readonly verdict: Verdict;
  readonly reasons: readonly CommandReason[];
}

export interface CommandReason {
  /** Kebab-case id: `compose-down-volumes`. */
  readonly rule: string;
  /** What would be lost. */
  readonly message: string;
  /** The safe way instead. */
  readonly alternative: string;
}
