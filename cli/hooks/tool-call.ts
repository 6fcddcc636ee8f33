import type { FileEdit } from '../../core/guard/patch/file-edit.ts';
import type { Verdict } from '../../core/guard/verdict.ts';

/** A JSON object as an agent sends it. */
export type Payload = Readonly<Record<string, unknown>>;

/** What an agent is about to do, in one form for all agents. */
export interface ToolCall {
  readonly tool: string;
  /** The agent's working folder; undefined: that of the hook's process. */
  readonly cwd?: string | undefined;
  readonly edits: readonly FileEdit[];
  readonly commands: readonly ShellCommand[];
  /** True for agents that type into running shells without asking a hook. */
  readonly shellsAreBlind?: boolean | undefined;
}

export interface ShellCommand {
  readonly text: string;
  readonly cwd?: string | undefined;
}

export interface Decision {
  readonly verdict: Verdict;
  /** For the agent: what is held, why, and what to do. Never empty unless the verdict is `allow`. */
  readonly text: string;
}

/** What the hook's process prints and how it ends. */
export interface HookAnswer {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** One agent: how its payload is read and how it wants to be answered. */
export interface AgentHook {
  /** True when it asks the person at an answer of `ask`; others take it for a denial. */
  readonly asks?: boolean | undefined;
  read(payload: Payload): ToolCall;
  answer(decision: Decision, payload: Payload): HookAnswer;
}

/** An answer as one JSON document, exit code 0. */
export function json(document: unknown, exitCode = 0, stderr = ''): HookAnswer {
  return { stdout: `${JSON.stringify(document)}\n`, stderr, exitCode };
}

/** Nothing to say: the call goes its usual way. */
export const silent: HookAnswer = { stdout: '', stderr: '', exitCode: 0 };

/** A refusal by exit code 2, for agents that read the reason from standard error. */
export function refuse({ text }: Decision): HookAnswer {
  return { stdout: '', stderr: `${text}\n`, exitCode: 2 };
}
