import { readClaudeShape } from './claude.ts';
import { type AgentHook, refuse, silent } from './tool-call.ts';

/** Kiro: Claude Code's shape in, exit code 2 and standard error out; standard output has to stay empty. */
export const kiro: AgentHook = {
  read: readClaudeShape,
  answer: (decision) => (decision.verdict === 'allow' ? silent : refuse(decision)),
};
