import { entryOfEvent, type TimelineEntry } from '../../core/monitor/timeline.ts';
import type { Engine } from '../engine/engine.ts';

/** How far back is asked, and how long the answer may take, in milliseconds. Docker remembers its last 256 events. */
const span = 3_600_000;
const limit = 3000;

/** Notes what an engine still remembers of the time before anybody listened. An engine that cannot say is no failure. */
export async function recallEvents(engine: Engine, note: (entry: TimelineEntry) => void): Promise<void> {
  const now = Date.now();
  await engine
    .events({
      since: Math.floor((now - span) / 1000),
      signal: AbortSignal.timeout(limit),
      onEvent(event) {
        const entry = event.time < now ? entryOfEvent(event) : undefined;
        if (entry !== undefined) note(entry);
      },
    })
    .catch(() => {});
}
