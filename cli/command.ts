/** What a command gets: its own arguments and the process's surroundings, so that tests can call it in-process. */
export interface CommandContext {
  /** Absolute working directory, forward slashes. */
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** True when standard input and output are a real terminal with a person at it. */
  readonly interactive: boolean;
  readonly stdin: () => Promise<string>;
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  readonly signal: AbortSignal;
}

/** 0 fine, 1 findings or unapproved deletions, 2 denied, 3 own failure or bad usage. */
export type ExitCode = 0 | 1 | 2 | 3;

/** A command: takes the arguments behind its name. */
export type Command = (args: readonly string[], context: CommandContext) => Promise<ExitCode>;

/** Thrown for `--help` behind a command: its usage goes to standard output, and all is well. */
export class HelpRequest extends Error {
  override readonly name = 'HelpRequest';
}

/** Thrown for arguments that make no sense; ends in one line on standard error and exit code 3. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
