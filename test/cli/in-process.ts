import type { Command, CommandContext, ExitCode } from '../../cli/command.ts';

export interface CommandResult {
  readonly code: ExitCode;
  readonly stdout: string;
}

/** Calls a command as `cli/main.ts` does, without a process of its own. */
export async function callCommand(
  command: Command,
  args: readonly string[],
  surroundings: Partial<Pick<CommandContext, 'cwd' | 'environment'>>,
): Promise<CommandResult> {
  let stdout = '';
  const code = await command(args, {
    cwd: process.cwd(),
    environment: {},
    interactive: false,
    stdin: async () => '',
    stdout: (text) => {
      stdout += text;
    },
    stderr: () => {},
    signal: new AbortController().signal,
    ...surroundings,
  });
  return { code, stdout };
}
