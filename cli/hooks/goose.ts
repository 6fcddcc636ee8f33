import { kiro } from './kiro.ts';
import type { AgentHook } from './tool-call.ts';

/** Goose: Claude Code's shape with tools named `developer__…`, refused by exit code 2. */
export const goose: AgentHook = kiro;
