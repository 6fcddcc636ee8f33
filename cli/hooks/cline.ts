import { firstText, readTool } from './read-tool.ts';
import { type AgentHook, json, type Payload, type ToolCall } from './tool-call.ts';

/**
 * Cline: `tool_call` (command line) or `preToolUse` (VS Code; values that are no texts come as JSON). It has no asking, and
 * a refusal ends the run, so that only what must be held is refused.
 */
export const cline: AgentHook = {
  read(payload): ToolCall {
    const call = payload.tool_call as Payload | undefined;
    const before = payload.preToolUse as Payload | undefined;
    const tool = firstText(call ?? {}, ['name']) ?? firstText(before ?? {}, ['toolName', 'tool']) ?? '';
    const roots = Array.isArray(payload.workspaceRoots) ? (payload.workspaceRoots as unknown[]) : [];
    const cwd = typeof roots[0] === 'string' ? roots[0] : undefined;
    return { tool, cwd, ...readTool(tool, call?.input ?? before?.parameters ?? {}) };
  },
  answer: ({ verdict, text }) =>
    verdict === 'allow' ? json({ cancel: false }) : json({ cancel: true, errorMessage: text }),
};
