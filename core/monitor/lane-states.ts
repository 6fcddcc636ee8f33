import type { TimelineEntry } from './timeline.ts';

/** How a service was during a span of time, as far as its events say. */
export type LaneState = 'unknown' | 'running' | 'healthy' | 'unhealthy' | 'paused' | 'stopped' | 'failed' | 'gone';

export interface LaneSpan {
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  readonly state: LaneState;
}

/** Worst first: a service with several containers is as its worst one, and one that is gone does not count. */
const worstFirst: readonly LaneState[] = [
  'failed',
  'unhealthy',
  'stopped',
  'paused',
  'running',
  'healthy',
  'unknown',
  'gone',
];

/**
 * The states of one service over a span, from its engine events.
 *
 * @param entries the service's, oldest first; those before the span say how it began
 */
export function laneSpans(
  entries: readonly TimelineEntry[],
  span: { readonly from: number; readonly to: number },
): readonly LaneSpan[] {
  const byContainer = new Map<string, LaneState>();
  const askedToEnd = new Set<string>();
  const spans: LaneSpan[] = [];
  let state: LaneState = 'unknown';
  let since = span.from;
  const change = (at: number) => {
    const states = new Set(byContainer.values());
    const next = worstFirst.find((it) => states.has(it)) ?? 'unknown';
    if (next === state) return;
    if (at > since) spans.push({ from: since, to: at, state });
    since = Math.max(since, at);
    state = next;
  };
  for (const entry of entries) {
    if (entry.at > span.to) break;
    if (entry.source !== 'engine' || entry.id === undefined) continue;
    const { id, what } = entry;
    if (what === 'kill') askedToEnd.add(id);
    const next = stateAfter(entry, { askedToEnd: askedToEnd.has(id), before: byContainer.get(id) });
    if (what === 'start') askedToEnd.delete(id);
    if (next === undefined) continue;
    byContainer.set(id, next);
    change(entry.at);
  }
  if (span.to > since) spans.push({ from: since, to: span.to, state });
  return spans;
}

function stateAfter(
  { what, exitCode }: TimelineEntry,
  known: { readonly askedToEnd: boolean; readonly before: LaneState | undefined },
): LaneState | undefined {
  switch (what) {
    case 'start':
    case 'unpause':
      return 'running';
    case 'healthy':
    case 'unhealthy':
      // A probe's last word may come after the container's end.
      return known.before === 'stopped' || known.before === 'failed' ? undefined : what;
    case 'pause':
      return 'paused';
    case 'die':
      return known.askedToEnd || exitCode === 0 ? 'stopped' : 'failed';
    case 'create':
      return 'stopped';
    case 'destroy':
      return 'gone';
    default:
      return undefined;
  }
}
