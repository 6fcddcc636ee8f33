import { firstText, readTool } from './read-tool.ts';
import { type AgentHook, json, type ToolCall } from './tool-call.ts';

/** Cursor: `preToolUse` and `beforeShellExecution`. An answer is always expected; exit code 2 blocks as well. */
export const cursor: AgentHook = {
  asks: true,
  read(payload): ToolCall {
    const roots = Array.isArray(payload.workspace_roots) ? (payload.workspace_roots as unknown[]) : [];
    const root = typeof roots[0] === 'string' ? roots[0] : undefined;
    const cwd = firstText(payload, ['cwd']) || root;
    const tool = firstText(payload, ['tool_name']) ?? firstText(payload, ['hook_event_name']) ?? '';
    return { tool, cwd, ...readTool(tool, payload.tool_input ?? payload) };
  },
  answer({ verdict, text }) {
    if (verdict === 'allow') return json({ permission: 'allow' });
    const answer = { permission: verdict, user_message: text, agent_message: text };
    return verdict === 'deny' ? json(answer, 2, `${text}\n`) : json(answer);
  },
};
