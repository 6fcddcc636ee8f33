import { type LaneState, laneSpans } from './lane-states.ts';
import type { TimelineEntry, TimelineWeight } from './timeline.ts';

/** A history laid out: a lane for each service, and one for what concerns all. Lengths are in pixels. */
export interface TimelinePicture {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  readonly ticks: readonly { readonly x: number; readonly at: number }[];
  /** Where the lanes begin on the left. */
  readonly left: number;
}

export interface Lane {
  readonly name: string;
  /** The project, when it is a service's lane and there are several projects. */
  readonly project?: string | undefined;
  /** Of the lane's middle. */
  readonly y: number;
  readonly bars: readonly { readonly x: number; readonly width: number; readonly state: LaneState }[];
  readonly marks: readonly Mark[];
}

/** One thing that happened, or several that would lie on each other. */
export interface Mark {
  readonly x: number;
  readonly weight: TimelineWeight;
  readonly shape: MarkShape;
  /** Oldest first, at least one. */
  readonly entries: readonly TimelineEntry[];
}

export type MarkShape = 'circle' | 'square' | 'diamond' | 'triangle' | 'hexagon';

const shapes: Readonly<Record<TimelineEntry['source'], MarkShape>> = {
  engine: 'circle',
  file: 'square',
  guard: 'hexagon',
  action: 'diamond',
  alert: 'triangle',
};

const sizes = { lane: 34, top: 14, bottom: 26, left: 170, right: 24, mark: 13, tick: 110 };
const weightOrder: readonly TimelineWeight[] = ['plain', 'good', 'warning', 'bad'];
/** Steps of the time axis in milliseconds. */
const steps = [
  1, 5, 10, 30, 60, 300, 600, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
].map((seconds) => seconds * 1000);

export interface PictureOptions {
  readonly from: number;
  readonly to: number;
  readonly width: number;
  /** The names of the general lanes. */
  readonly words: { readonly engine: string; readonly files: string };
  /** Minutes by which local time is ahead of UTC, so that ticks lie on full hours of the reader's clock. */
  readonly zoneMinutes?: number | undefined;
}

/**
 * Lays a history out.
 *
 * @param entries oldest first; those before the span are needed for the states at its beginning
 */
export function layOutTimeline(entries: readonly TimelineEntry[], options: PictureOptions): TimelinePicture {
  const { from, to, width, words } = options;
  const room = Math.max(50, width - sizes.left - sizes.right);
  const xOf = (at: number) => sizes.left + (room * (Math.min(to, Math.max(from, at)) - from)) / Math.max(1, to - from);
  const lanes = lanesOf(entries, words).map(({ name, project, own, isService }, index): Lane => {
    const y = sizes.top + sizes.lane * index + sizes.lane / 2;
    const bars = !isService
      ? []
      : laneSpans(own, { from, to }).map((span) => ({
          x: xOf(span.from),
          width: xOf(span.to) - xOf(span.from),
          state: span.state,
        }));
    const visible = own.filter(({ at }) => at >= from && at <= to);
    return { name, project, y, bars, marks: marksOf(visible, xOf) };
  });
  return {
    width,
    height: sizes.top + sizes.lane * lanes.length + sizes.bottom,
    lanes,
    ticks: ticksOf(options, room).map((at) => ({ at, x: xOf(at) })),
    left: sizes.left,
  };
}

interface LaneEntries {
  readonly name: string;
  readonly project?: string | undefined;
  readonly isService: boolean;
  readonly own: TimelineEntry[];
}

function lanesOf(entries: readonly TimelineEntry[], words: PictureOptions['words']): readonly LaneEntries[] {
  const files: LaneEntries = { name: words.files, isService: false, own: [] };
  const engine: LaneEntries = { name: words.engine, isService: false, own: [] };
  const services = new Map<string, LaneEntries>();
  const projects = new Set(entries.flatMap(({ service, project }) => (service === undefined ? [] : [project])));
  for (const entry of entries) {
    if (entry.service !== undefined) {
      const key = `${entry.project}/${entry.service}`;
      const project = projects.size > 1 ? entry.project : undefined;
      const lane = services.get(key) ?? { name: entry.service, project, isService: true, own: [] };
      services.set(key, lane);
      lane.own.push(entry);
    } else if (entry.source === 'file' || entry.source === 'guard') files.own.push(entry);
    else engine.own.push(entry);
  }
  const named = [...services].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, lane]) => lane);
  return [files, engine].filter(({ own }) => own.length > 0).concat(named);
}

function marksOf(entries: readonly TimelineEntry[], xOf: (at: number) => number): readonly Mark[] {
  const marks: { x: number; end: number; entries: TimelineEntry[] }[] = [];
  for (const entry of entries) {
    const x = xOf(entry.at);
    const last = marks.at(-1);
    if (last !== undefined && x - last.end < sizes.mark) {
      last.entries.push(entry);
      last.end = Math.min(x, last.x + sizes.mark);
    } else marks.push({ x, end: x, entries: [entry] });
  }
  return marks.map(({ x, entries: own }) => {
    const worst = own.reduce((a, b) => (weightOrder.indexOf(b.weight) > weightOrder.indexOf(a.weight) ? b : a));
    return { x, weight: worst.weight, shape: shapes[worst.source], entries: own };
  });
}

function ticksOf({ from, to, zoneMinutes = 0 }: PictureOptions, room: number): number[] {
  const most = Math.max(2, Math.floor(room / sizes.tick));
  const step = steps.find((it) => (to - from) / it <= most) ?? steps.at(-1) ?? 1000;
  const zone = zoneMinutes * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil((from + zone) / step) * step - zone; at <= to; at += step) ticks.push(at);
  return ticks;
}
