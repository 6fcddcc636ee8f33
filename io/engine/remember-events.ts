import type { Engine, EngineEvent } from './engine.ts';
import { tellsState } from './event-expectation.ts';

/** How far back is asked in seconds: as long as an ended container's network and mounts may take to be cleared away. */
const span = 30;
/** Milliseconds. */
const limit = 5000;

/**
 * The last event of each container that a list has to show, of the half minute before a moment by the engine's clock. An engine
 * that cannot say so is no failure, and gives none.
 *
 * @param options `until`: milliseconds since the epoch; the rest of its second counts as well
 */
export async function rememberEvents(
  engine: Engine,
  options: { readonly until: number; readonly signal: AbortSignal },
): Promise<readonly EngineEvent[]> {
  const last = new Map<string, EngineEvent>();
  const until = Math.floor(options.until / 1000) + 1;
  try {
    await engine.events({
      since: until - span,
      until,
      signal: AbortSignal.any([options.signal, AbortSignal.timeout(limit)]),
      onEvent(event) {
        if (tellsState(event)) last.set(event.id, event);
      },
    });
  } catch {
    // What was heard until then still counts.
  }
  return [...last.values()];
}
