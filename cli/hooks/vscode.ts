import { claude } from './claude.ts';
import type { AgentHook } from './tool-call.ts';

/** VS Code's own agent: Claude Code's shape with tools and keys of its own (`replacements`, `filePath`, `code`). */
export const vscode: AgentHook = claude;
