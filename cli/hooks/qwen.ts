import { claude } from './claude.ts';
import type { AgentHook } from './tool-call.ts';

/** Qwen Code takes Claude Code's answers, `ask` included. */
export const qwen: AgentHook = claude;
