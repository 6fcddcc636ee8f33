import { basename, isAbsolute, normalize } from 'pathe';
import type { SyntaxNode } from 'unbash';
import { type Argument, commandText, unknownText } from './argument.ts';
import { type RuleName, reason } from './rules.ts';
import type { LevelledReason, Surroundings } from './surroundings.ts';

/**
 * The state of a shell that runs nothing: it follows a command text as bash would, as far as values are known, and
 * collects what the commands would destroy.
 */
export interface Shell {
  readonly surroundings: Surroundings;
  readonly shared: Shared;
  /** Undefined after a `cd` to a place that is not known. */
  cwd: string | undefined;
  /** Every value that a variable may have at this point. */
  readonly variables: Map<string, readonly string[]>;
  readonly functions: Map<string, SyntaxNode>;
  readonly aliases: Map<string, string>;
  positional: readonly Argument[];
  readonly depth: number;
  /** Set while following a command that runs in a container. */
  readonly container?: Container | undefined;
  /** Follows a text in this shell; gives its standard output when that is known. */
  readonly run: (text: string, shell: Shell, stdin?: string) => string | undefined;
  /** Follows one command given as words. */
  readonly runWords: (words: readonly Argument[], shell: Shell, stdin?: string) => string | undefined;
}

/** What all shells of one judgement share. */
export interface Shared {
  readonly reasons: LevelledReason[];
  /** Texts of files that the command has written so far. */
  readonly files: Map<string, string>;
  steps: number;
  /** True after a command that may have put other versions of files in their places. */
  movedFiles: boolean;
}

export interface Container {
  readonly mounts: readonly ContainerMount[];
}

export interface ContainerMount {
  /** Absolute host path, or undefined for a volume. */
  readonly host?: string | undefined;
  readonly target: string;
}

/** One command about to run. */
export interface Call {
  readonly name: string;
  readonly args: readonly Argument[];
  /** Standard input, when known. */
  readonly stdin: string | undefined;
  readonly shell: Shell;
  /** Variables set in front of the command. */
  readonly environment: ReadonlyMap<string, string>;
}

/** Follows a call; gives its standard output when that is known. */
export type Program = (call: Call) => string | undefined;

export const maximalDepth = 12;

/** A shell that inherits everything and whose changes stay its own. */
export function subshell(shell: Shell, changes: Partial<Pick<Shell, 'container' | 'positional' | 'cwd'>> = {}): Shell {
  return {
    ...shell,
    variables: new Map(shell.variables),
    functions: new Map(shell.functions),
    aliases: new Map(shell.aliases),
    depth: shell.depth + 1,
    ...changes,
  };
}

export function report(call: Call, rule: RuleName, detail = ''): undefined {
  const subject = commandText([{ text: call.name, known: true, startsKnown: true, glob: false }, ...call.args]);
  reportText(call.shell, rule, subject, detail);
}

export function reportText(shell: Shell, rule: RuleName, subject: string, detail = ''): void {
  const made = reason(rule, subject, detail);
  const { reasons } = shell.shared;
  if (!reasons.some((known) => known.rule === made.rule && known.message === made.message)) reasons.push(made);
}

/**
 * Words that may be run as a command: what they would destroy for certain becomes a question.
 *
 * @returns true when there is something to ask about
 */
export function askIfDenied(words: readonly Argument[], shell: Shell, stdin: string | undefined): boolean {
  const trial: Shell = { ...subshell(shell), shared: { ...shell.shared, reasons: [] } };
  shell.runWords(words, trial, stdin);
  shell.shared.steps = trial.shared.steps;
  const worst = trial.shared.reasons.find((made) => made.verdict === 'deny');
  if (worst === undefined) return false;
  shell.shared.reasons.push({ ...worst, verdict: 'ask' });
  return true;
}

/** Absolute form of a path in a command; unknown parts stay in it, so that at least its last name can be looked at. */
export function resolvePath(shell: Shell, text: string): string {
  const plain = text.replaceAll('\\', '/');
  const { home } = shell.surroundings;
  if (plain === '~' || plain.startsWith('~/')) return normalize(`${home ?? `/${unknownText}`}${plain.slice(1)}`);
  if (isAbsolute(plain)) return normalize(plain);
  const { cwd = `/${unknownText}` } = shell;
  return normalize(cwd === '/' ? `/${plain}` : `${cwd}/${plain}`);
}

/** A file's text as it would be at this point of the command; undefined when there is none or it cannot be read. */
export function readFile(shell: Shell, path: string): string | undefined {
  if (shell.container !== undefined || path.includes(unknownText)) return undefined;
  return shell.shared.files.get(path) ?? shell.surroundings.readFile?.(path);
}

/** The program's own name: `/usr/bin/docker.exe` is `docker`. */
export function programName(text: string): string {
  return basename(text.replaceAll('\\', '/')).replace(/\.(exe|cmd|bat)$/i, '');
}
