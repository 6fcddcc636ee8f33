import { readClaudeShape } from './claude.ts';
import { firstText } from './read-tool.ts';
import { type AgentHook, json, type Payload, silent } from './tool-call.ts';

/**
 * opencode has no command hooks: a small plugin of ours (see docs/agents) passes each call on in Claude Code's shape and
 * throws when the answer denies. The reason is on standard error as well, for plugins of others.
 */
export const opencode: AgentHook = {
  read(payload) {
    const context = (payload._ctx ?? {}) as Payload;
    const call = readClaudeShape(payload);
    return { ...call, cwd: call.cwd ?? firstText(context, ['directory']) };
  },
  answer: ({ verdict, text }) =>
    verdict === 'allow' ? silent : json({ decision: 'deny', reason: text }, 2, `${text}\n`),
};
