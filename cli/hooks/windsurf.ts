import { firstText, readTool } from './read-tool.ts';
import { type AgentHook, type Payload, refuse, silent, type ToolCall } from './tool-call.ts';

/** Windsurf: `pre_write_code` and `pre_run_command`, their arguments in `tool_info`. Exit code 2 is its only refusal. */
export const windsurf: AgentHook = {
  read(payload): ToolCall {
    const tool = firstText(payload, ['agent_action_name']) ?? '';
    const info = (payload.tool_info ?? {}) as Payload;
    const input = tool === 'pre_mcp_tool_use' ? info.mcp_tool_arguments : info;
    return { tool, cwd: firstText(info, ['cwd']), ...readTool(tool, input) };
  },
  answer: (decision) => (decision.verdict === 'allow' ? silent : refuse(decision)),
};
