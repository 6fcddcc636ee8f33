import type { Command, CommandContext, ExitCode } from '../../cli/command.ts';

export interface CommandResult {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls a command as `cli/main.ts` does, without a process of its own. */
export async function callCommand(
  command: Command,
  args: readonly string[],
  surroundings: Partial<CommandContext>,
): Promise<CommandResult> {
  let stdout = '';
  let stderr = '';
  const code = await command(args, {
    cwd: process.cwd(),
    environment: {},
    interactive: false,
    stdin: async () => '',
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    signal: new AbortController().signal,
    ...surroundings,
  });
  return { code, stdout, stderr };
}
