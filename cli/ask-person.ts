import { createInterface } from 'node:readline/promises';
import { agentVariable } from './agent-variables.ts';
import type { CommandContext } from './command.ts';

/** Asks a person a question and gives the line typed. */
export type Ask = (question: string) => Promise<string>;

/** Why nobody can be asked here, as the end of a sentence; undefined: a person is at the terminal. */
export function whyNoPerson({
  interactive,
  environment,
}: Pick<CommandContext, 'interactive' | 'environment'>): string | undefined {
  const agent = agentVariable(environment);
  if (agent !== undefined) return `an agent called it (${agent} is set); a person has to call it in their own terminal`;
  return interactive ? undefined : 'it needs a terminal with a person at it';
}

/** Asks on the terminal. */
export async function askOnTerminal(question: string, signal: AbortSignal): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question, { signal });
  } finally {
    terminal.close();
  }
}
