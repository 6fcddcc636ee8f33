import { opencode } from './opencode.ts';
import type { AgentHook } from './tool-call.ts';

/** Kilo Code takes opencode's plugins. */
export const kilo: AgentHook = opencode;
