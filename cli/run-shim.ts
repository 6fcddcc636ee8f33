import { writeSync } from 'node:fs';
import { UsageError } from './command.ts';
import { shim } from './shim.ts';
import { workingFolder } from './working-folder.ts';

/**
 * Runs `holdfast shim` in this process. Standard streams are not opened as Node's own, since the program that runs afterwards
 * has the same ones, and Node would switch them to another mode.
 */
export async function runShim(args: readonly string[]): Promise<void> {
  try {
    process.exitCode = await shim(args, {
      cwd: workingFolder(process.env) ?? '/',
      environment: process.env,
      interactive: false,
      stdin: async () => '',
      stdout: (text) => write(1, text),
      stderr: (text) => write(2, text),
      get signal() {
        return new AbortController().signal;
      },
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    write(2, `holdfast: ${error instanceof UsageError ? message : `internal failure: ${message}`}\n`);
    process.exitCode = 3;
  }
}

function write(descriptor: number, text: string): void {
  try {
    writeSync(descriptor, text);
  } catch {
    // Nobody reads it any more.
  }
}
