import type { CommandReason } from '../../core/guard/verdict.ts';

/** What is asked before a command runs. */
export interface CommandQuestion {
  /** Program and arguments as they were typed. */
  readonly words: readonly string[];
  /** Absolute working directory. */
  readonly cwd: string;
  readonly reasons: readonly CommandReason[];
  /** What the engine has right now of what would be lost; undefined: it could not be asked, or that cannot be told. */
  readonly losses?: Losses | undefined;
  /** True where the volumes can be backed up before it runs. */
  readonly canBackUp?: boolean | undefined;
}

/** What would be gone, as the engine has it now. */
export interface Losses {
  readonly project?: string | undefined;
  readonly volumes: readonly LostVolume[];
  /** Names of containers that would go, or that use what would go. */
  readonly containers: readonly string[];
  /** False where some volumes may be missing, because the engine does not tell which container has which. */
  readonly isComplete: boolean;
}

export interface LostVolume {
  readonly name: string;
  /** In the engine's words: `48.3MB`. */
  readonly size?: string | undefined;
  /** ISO 8601; undefined: no backup is known. */
  readonly lastBackup?: string | undefined;
}

/** `back-up`: it may run once every volume that would be gone is backed up. */
export type Answer = 'run' | 'back-up' | 'refuse';

/** Reads a question that came over a socket; undefined when it has another form. */
export function readQuestion(value: unknown): CommandQuestion | undefined {
  const question = value as Partial<CommandQuestion> | null;
  if (typeof question !== 'object' || question === null || typeof question.cwd !== 'string') return undefined;
  const { words, cwd, reasons, losses, canBackUp } = question;
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string') || words.length === 0) return undefined;
  if (!Array.isArray(reasons) || !reasons.every(isReason)) return undefined;
  return { words, cwd, reasons, losses: isLosses(losses) ? losses : undefined, canBackUp: canBackUp === true };
}

/** Reads an answer that came over a socket; whatever is none refuses. */
export function readAnswer(value: unknown): Answer {
  return value === 'run' || value === 'back-up' ? value : 'refuse';
}

function isReason(value: unknown): boolean {
  const reason = value as Partial<CommandReason> | null;
  return [reason?.rule, reason?.message, reason?.alternative].every((text) => typeof text === 'string');
}

function isLosses(value: unknown): value is Losses {
  const losses = value as Partial<Losses> | null | undefined;
  return (
    Array.isArray(losses?.volumes) &&
    losses.volumes.every((volume: Partial<LostVolume> | null) => typeof volume?.name === 'string') &&
    Array.isArray(losses.containers) &&
    losses.containers.every((name) => typeof name === 'string')
  );
}
