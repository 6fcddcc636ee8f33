import { readClaudeShape } from './claude.ts';
import { type AgentHook, json, silent } from './tool-call.ts';

/**
 * Codex. It takes nothing but a denial with a reason: for any other output, an `ask` or an `allow` among them, it calls
 * the hook failed and runs the tool. Commands typed into a running shell reach no hook.
 */
export const codex: AgentHook = {
  read: (payload) => ({ ...readClaudeShape(payload), shellsAreBlind: true }),
  answer(decision) {
    if (decision.verdict === 'allow') return silent;
    return json({
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: decision.text,
      },
    });
  },
};
