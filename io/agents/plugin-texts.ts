import type { HookCommand } from './setup.ts';

const refusalText =
  'Holdfast could not be asked, and this call concerns what it guards, so it is held. Ask the user to run: holdfast agents doctor';
const guarded = '/compose[\\w.-]*\\.ya?ml|\\b(docker|podman|nerdctl)\\b/i';

function ask({ launcher, args }: HookCommand): string {
  return `// Written by Holdfast: asks it before each tool call. Remove it with: holdfast agents uninstall
import { spawn } from 'node:child_process';

const launcher = ${JSON.stringify(launcher)};
const args = ${JSON.stringify(args)};
const guarded = ${guarded};

/** Gives the reason why a call is held, or undefined. */
function ask(call) {
  const text = JSON.stringify(call);
  const unanswered = guarded.test(text) ? ${JSON.stringify(refusalText)} : undefined;
  return new Promise((resolve) => {
    const child = spawn(launcher, args, { stdio: ['pipe', 'pipe', 'ignore'], shell: process.platform === 'win32' });
    const timer = setTimeout(() => { child.kill(); resolve(unanswered); }, 10000);
    let output = '';
    child.on('error', () => { clearTimeout(timer); resolve(unanswered); });
    child.stdin.on('error', () => {});
    child.stdout.on('data', (chunk) => { output += chunk; });
    child.on('close', (code) => {
      clearTimeout(timer);
      if (code === 0) return resolve(undefined);
      try { resolve(JSON.parse(output).reason ?? unanswered); } catch { resolve(unanswered); }
    });
    child.stdin.end(text);
  });
}
`;
}

/** A plugin for opencode and for what takes its plugins. */
export function opencodePlugin(command: HookCommand): string {
  return `${ask(command)}
export const Holdfast = async ({ directory }) => ({
  'tool.execute.before': async (input, output) => {
    const reason = await ask({ hook_event_name: 'PreToolUse', tool_name: input.tool, tool_input: output.args, cwd: directory });
    if (reason) throw new Error(reason);
  },
});
`;
}

/** An extension for Pi. */
export function piExtension(command: HookCommand): string {
  return `${ask(command)}
export default function (pi) {
  pi.on('tool_call', async (event, ctx) => {
    const reason = await ask({ hook_event_name: 'PreToolUse', tool_name: event.toolName, tool_input: event.input, cwd: ctx?.cwd ?? process.cwd() });
    return reason ? { block: true, reason } : undefined;
  });
}
`;
}

/** Cline runs a file of a fixed name. */
export function clineScript({ line }: HookCommand, platform: NodeJS.Platform): string {
  if (platform === 'win32') return `# Written by Holdfast.\r\n$input | & ${line}\r\nexit $LASTEXITCODE\r\n`;
  return `#!/bin/sh\n# Written by Holdfast: asks it before each tool call. Remove it with: holdfast agents uninstall\nexec ${line}\n`;
}
