import { claude, readClaudeShape } from './claude.ts';
import { firstText, readTool } from './read-tool.ts';
import { type AgentHook, json, silent, type ToolCall } from './tool-call.ts';

/**
 * GitHub Copilot's command line. Its own hooks get `toolName` and `toolArgs` (an object or its JSON) and answer flatly; an
 * exit code of 2 would lose the reason. From Claude Code's settings it sends and takes Claude Code's shape.
 */
export const copilot: AgentHook = {
  asks: true,
  read(payload): ToolCall {
    if (payload.hook_event_name !== undefined) return readClaudeShape(payload);
    const tool = firstText(payload, ['toolName']) ?? '';
    return { tool, cwd: firstText(payload, ['cwd']), ...readTool(tool, payload.toolArgs) };
  },
  answer(decision, payload) {
    if (payload.hook_event_name !== undefined) return claude.answer(decision, payload);
    if (decision.verdict === 'allow') return silent;
    return json({ permissionDecision: decision.verdict, permissionDecisionReason: decision.text });
  },
};
