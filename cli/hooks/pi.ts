import { opencode } from './opencode.ts';
import type { AgentHook } from './tool-call.ts';

/** Pi: a small extension of ours passes each call on, as the plugin for opencode does. */
export const pi: AgentHook = opencode;
