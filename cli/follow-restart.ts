import type { RestartOptions } from '../io/restart/restart-context.ts';
import type { RestartResult } from '../io/restart/restart-event.ts';
import { describeEvent } from '../io/restart/restart-report.ts';
import { runRestart } from '../io/restart/run-restart.ts';
import type { CommandContext } from './command.ts';

/** Carries a plan out and tells each step as a line. */
export async function followRestart(options: RestartOptions, tell: (line: string) => void): Promise<RestartResult> {
  const run = runRestart(options);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return value;
    const line = describeEvent(value);
    if (line !== undefined) tell(line);
  }
}

/** Asks the person at the terminal; without one the answer is the empty text. */
export async function askPerson(question: string, { interactive, signal }: CommandContext): Promise<string> {
  if (!interactive) return '';
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(question, { signal })).trim();
  } catch (error) {
    if (signal.aborted) return '';
    throw error;
  } finally {
    terminal.close();
  }
}

/** True when the person says yes. */
export async function agrees(question: string, context: CommandContext): Promise<boolean> {
  return /^y(?:es)?$/i.test(await askPerson(`${question} [y/N] `, context));
}
