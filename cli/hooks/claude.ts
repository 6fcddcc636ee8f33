import { firstText, readTool } from './read-tool.ts';
import { type AgentHook, json, type Payload, silent, type ToolCall } from './tool-call.ts';

/** The payload of Claude Code and of all that follow it: `tool_name`, `tool_input`, `cwd`. */
export function readClaudeShape(payload: Payload): ToolCall {
  const tool = firstText(payload, ['tool_name', 'toolName', 'tool']) ?? '';
  const input = payload.tool_input ?? payload.toolInput ?? payload.tool_args ?? {};
  return { tool, cwd: firstText(payload, ['cwd']), ...readTool(tool, input) };
}

/** Claude Code's answer. The reason of a denial is told to the model. */
export const claude: AgentHook = {
  asks: true,
  read: readClaudeShape,
  answer(decision) {
    if (decision.verdict === 'allow') return silent;
    return json({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: decision.verdict,
        permissionDecisionReason: decision.text,
      },
    });
  },
};
