import { readClaudeShape } from './claude.ts';
import { type AgentHook, json, silent } from './tool-call.ts';

/** Gemini CLI: `decision` and `reason`. It knows no asking; paths may be relative. */
export const gemini: AgentHook = {
  read: readClaudeShape,
  answer: ({ verdict, text }) => (verdict === 'allow' ? silent : json({ decision: 'deny', reason: text })),
};
