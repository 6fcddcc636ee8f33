import { inEnglish, type Say } from '../text/say.ts';
import type { Container } from './container.ts';
import type { ServiceState } from './service-state.ts';

/**
 * An exit code in words. What the number alone cannot tell (who sent the signal) comes from the container's details,
 * where they are known.
 */
export function exitCodeInWords(
  container: Pick<Container, 'exitCode' | 'details'>,
  say: Say = inEnglish,
): string | undefined {
  const { exitCode, details } = container;
  if (details?.error) return say('could not be started: {0}', details.error);
  if (exitCode === undefined) return undefined;
  if (details?.oomKilled) return say('killed because it ran out of memory');
  if (exitCode === 137 && details !== undefined) {
    return details.config.memoryLimit > 0
      ? say('killed; the engine does not report that it ran out of memory')
      : say('killed, not for want of memory: by hand, or because it did not stop in time');
  }
  const meaning = meanings(say)[exitCode];
  if (meaning !== undefined) return meaning;
  if (exitCode > 128 && exitCode < 160) return say('ended by signal {0}', exitCode - 128);
  return say('ended with error code {0}', exitCode);
}

/** The exit code in brackets, to stand behind the words for it; nothing where they name it already. */
export function bracketedExitCode(words: string | undefined, exitCode: number | undefined): string {
  return exitCode === undefined || words?.includes(String(exitCode)) ? '' : ` (exit code ${exitCode})`;
}

/** Why a container failed or is restarted; undefined for one in another state. */
export function whyInWords(
  { container, state }: { readonly container: Pick<Container, 'exitCode' | 'details'>; readonly state: ServiceState },
  say: Say = inEnglish,
): string | undefined {
  return state === 'failed' || state === 'restarting' ? exitCodeInWords(container, say) : undefined;
}

const meanings = (say: Say): Readonly<Record<number, string>> => ({
  0: say('finished without an error'),
  1: say('ended with an error of its own'),
  2: say('ended with an error of its own (wrong usage)'),
  125: say('the engine could not run it'),
  126: say('its program may not be executed'),
  127: say('its program was not found'),
  128: say('could not be started'),
  130: say('interrupted'),
  134: say('crashed (aborted itself)'),
  137: say('killed (out of memory, or it did not stop in time)'),
  139: say('crashed (memory violation)'),
  143: say('stopped on request'),
  255: say('ended with an unknown error, or its engine went down'),
});
