import { claude } from './claude.ts';
import { cline } from './cline.ts';
import { codex } from './codex.ts';
import { copilot } from './copilot.ts';
import { cursor } from './cursor.ts';
import { gemini } from './gemini.ts';
import { goose } from './goose.ts';
import { kilo } from './kilo.ts';
import { kiro } from './kiro.ts';
import { opencode } from './opencode.ts';
import { pi } from './pi.ts';
import { qwen } from './qwen.ts';
import type { AgentHook, Payload } from './tool-call.ts';
import { vscode } from './vscode.ts';
import { windsurf } from './windsurf.ts';

/** Every agent that can call `holdfast hook AGENT`. */
export const agentHooks: Readonly<Record<string, AgentHook>> = {
  claude,
  cline,
  codex,
  copilot,
  cursor,
  gemini,
  goose,
  kilo,
  kiro,
  opencode,
  pi,
  qwen,
  vscode,
  windsurf,
};

/**
 * Who sent a payload, by its shape. Some agents also load another one's hook files (Copilot loads Claude Code's), so that
 * the name in the command line need not be the sender.
 *
 * @param named the agent in the command line, kept when the shape says nothing against it
 */
export function senderOf(payload: Payload, named: string | undefined): string {
  if ('tool_call' in payload || 'preToolUse' in payload) return 'cline';
  if ('agent_action_name' in payload) return 'windsurf';
  if ('toolArgs' in payload) return 'copilot';
  if ('conversation_id' in payload && 'hook_event_name' in payload) return 'cursor';
  if (payload.hook_event_name === 'BeforeTool') return 'gemini';
  if (named !== undefined) return named;
  if ('turn_id' in payload) return 'codex';
  if ('hookEventName' in payload || 'sessionId' in payload) return 'vscode';
  return 'claude';
}
