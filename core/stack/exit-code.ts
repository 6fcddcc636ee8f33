import type { Container } from './container.ts';
import type { ServiceState } from './service-state.ts';

/**
 * An exit code in words. What the number alone cannot tell (who sent the signal) comes from the container's details,
 * where they are known.
 */
export function exitCodeInWords(container: Pick<Container, 'exitCode' | 'details'>): string | undefined {
  const { exitCode, details } = container;
  if (details?.error) return `could not be started: ${details.error}`;
  if (exitCode === undefined) return undefined;
  if (details?.oomKilled) return 'killed because it ran out of memory';
  if (exitCode === 137 && details !== undefined) {
    return details.config.memoryLimit > 0
      ? 'killed; the engine does not report that it ran out of memory'
      : 'killed, not for want of memory: by hand, or because it did not stop in time';
  }
  const meaning = meanings[exitCode];
  if (meaning !== undefined) return meaning;
  if (exitCode > 128 && exitCode < 160) return `ended by signal ${exitCode - 128}`;
  return `ended with error code ${exitCode}`;
}

/** Why a container failed or is restarted; undefined for one in another state. */
export function whyInWords({
  container,
  state,
}: {
  readonly container: Pick<Container, 'exitCode' | 'details'>;
  readonly state: ServiceState;
}): string | undefined {
  return state === 'failed' || state === 'restarting' ? exitCodeInWords(container) : undefined;
}

const meanings: Readonly<Record<number, string>> = {
  0: 'finished without an error',
  1: 'ended with an error of its own',
  2: 'ended with an error of its own (wrong usage)',
  125: 'the engine could not run it',
  126: 'its program may not be executed',
  127: 'its program was not found',
  128: 'could not be started',
  130: 'interrupted',
  134: 'crashed (aborted itself)',
  137: 'killed (out of memory, or it did not stop in time)',
  139: 'crashed (memory violation)',
  143: 'stopped on request',
  255: 'ended with an unknown error, or its engine went down',
};
