import type { Container, ImageDetails } from '../../core/stack/container.ts';
import type { EngineSnapshot } from '../../core/stack/snapshot.ts';
import type { Engine, EngineEvent, Inspection } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { afterEvent, changesContainer, isShown, tellsState } from './event-expectation.ts';
import { withDetails } from './read-snapshot.ts';
import { rememberEvents } from './remember-events.ts';
import { runLimited } from './run-limited.ts';
import { watchUntold } from './watch-untold.ts';

/** Time between two refreshes, in milliseconds: a stack that starts sends dozens of events within a second. */
const coalesce = 150;
/** How much longer that time is after a list that failed. */
const afterFailure = 1350;
/** Time from the first event after a quiet while to its refresh; lets the events that belong together arrive. */
const settle = 15;
/** Time in which what events alone say is gathered before it is shown. */
const gather = 10;
/** More changed containers than this are listed with all others. */
const wholeListFrom = 40;
const inspectionsAtOnce = 8;
/** Containers in trouble that are inspected unasked after a whole list. */
const unaskedInspections = 40;
/** After which milliseconds, doubling, and for how long a list is asked for again that does not show an event yet. */
const again = { first: 40, longest: 30_000 };

/** See `WatchOptions.quiet`. */
const usualQuiet = 30_000;

export interface SessionOptions {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  /** Ids whose details are wanted for as long as they exist, and images; asked for anew at each refresh. */
  readonly wanted: () => { readonly containers: ReadonlySet<string>; readonly images: ReadonlySet<string> };
  /** False while nobody looks: then changes are only noted. */
  readonly looking: () => boolean;
  readonly read: () => EngineSnapshot;
  readonly publish: (change: Partial<EngineSnapshot>) => void;
  readonly onEvent: (event: EngineEvent) => void;
  /** See `WatchOptions.quiet`. */
  readonly quiet?: number | undefined;
}

export interface EngineSession {
  /** Refreshes what was noted, or everything with `all`. */
  refresh(what?: { readonly all: boolean }): void;
  /** Resolves when the event stream ended; rejects when it broke. */
  readonly ended: Promise<void>;
}

interface Wanted {
  readonly whole: boolean;
  readonly ids: readonly string[];
  readonly askVolumes: boolean;
  readonly askNetworks: boolean;
}

/** Follows one connection to an engine: events first, then one list, then only what events name. */
export function openSession(options: SessionOptions): EngineSession {
  const { engine, signal, wanted, looking, read, publish, onEvent, quiet = usualQuiet } = options;
  /** By container, with the last event that a list has to show. */
  const changed = new Map<string, EngineEvent | undefined>();
  /** Since when a list is behind an event, by container. */
  const behind = new Map<string, number>();
  /** The times of events by container, until it is known what happened just before the first list. */
  let heard: Map<string, number> | undefined = new Map();
  let engineTime: number | undefined;
  let everything = true;
  let volumesChanged = true;
  let networksChanged = true;
  let opened = false;
  let running = false;
  let askedMeanwhile = false;
  const told: EngineEvent[] = [];
  let tellTimer: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  let due = 0;
  let last = 0;
  let lastSign = Date.now();

  function schedule(delay = Math.max(settle, last + coalesce - Date.now())): void {
    const at = Date.now() + delay;
    if (!opened || signal.aborted || running || !looking() || (timer !== undefined && due <= at)) return;
    clearTimeout(timer);
    due = at;
    timer = setTimeout(() => {
      timer = undefined;
      void refreshNow();
    }, delay);
  }

  function hear(event: EngineEvent): void {
    lastSign = Date.now();
    onEvent(event);
    if (event.type === 'volume' && !/mount/.test(event.action)) volumesChanged = true;
    else if (event.type === 'network' && !/connect/.test(event.action)) networksChanged = true;
    else if (event.type === 'image') forgetImages();
    else if (event.type === 'service' || event.type === 'node') untold.swarmChanged();
    else if (changesContainer(event)) {
      if (event.action === 'prune') everything = true;
      else changed.set(event.id, tellsState(event) ? event : changed.get(event.id));
      if (tellsState(event)) heard?.set(event.id, event.time);
      if (looking()) {
        told.push(event);
        tellTimer ??= setTimeout(tell, gather);
      }
    } else return;
    schedule();
  }

  /** Shows at once what the events say by themselves; the list that follows says the rest. */
  function tell(): void {
    tellTimer = undefined;
    const containers = new Map(read().containers);
    let different = false;
    for (const event of told.splice(0)) {
      const before = containers.get(event.id);
      const after = before && afterEvent(before, event);
      if (before === after) continue;
      different = true;
      if (after === undefined) containers.delete(event.id);
      else containers.set(event.id, after);
    }
    if (different) publish({ containers });
  }

  function forgetImages(): void {
    // Ids never change their meaning, but tags do.
    const kept = [...read().images].filter(([name, image]) => name.startsWith('sha256:') && image !== null);
    publish({ images: new Map(kept) });
  }

  async function refreshNow(): Promise<void> {
    running = true;
    askedMeanwhile = false;
    let late: readonly EngineEvent[] = [];
    try {
      late = await refreshOnce();
      if (!everything) last = Date.now();
    } catch (error) {
      // Nothing was heard yet, or the engine stands still: the connection is given up, which says so and begins anew.
      if (last === 0 || (error instanceof EngineError && error.reason === 'timeout')) fail(error);
      // Otherwise the list failed while the stream stands: an overloaded engine, which is asked again soon.
      everything = volumesChanged = networksChanged = true;
      last = Date.now() + afterFailure;
    }
    running = false;
    if (askedMeanwhile) schedule(0);
    if (changed.size > 0 || everything || volumesChanged || networksChanged) schedule();
    askAgain(late);
    if (!everything) void catchUp();
  }

  /** Once: events just before the stream began may be ahead of the first list, and were never heard. */
  async function catchUp(): Promise<void> {
    if (heard === undefined || engineTime === undefined) return;
    const since = engineTime;
    engineTime = undefined;
    const before = await rememberEvents(engine, { until: since, signal });
    const { containers } = read();
    for (const event of before) {
      const isOld = event.time <= (heard.get(event.id) ?? 0) || changed.has(event.id);
      if (!isOld && !isShown(event, containers.get(event.id))) changed.set(event.id, event);
    }
    heard = undefined;
    if (changed.size > 0) schedule();
  }

  /** Returns the events that the engine's list does not show yet. */
  async function refreshOnce(): Promise<readonly EngineEvent[]> {
    const whole = everything || changed.size > wholeListFrom;
    const expected = new Map(changed);
    const askVolumes = volumesChanged;
    const askNetworks = networksChanged;
    changed.clear();
    everything = volumesChanged = networksChanged = false;

    const ids = [...expected.keys()];
    const nothing = !whole && ids.length === 0 && !askVolumes && !askNetworks;
    let late: readonly EngineEvent[] = [];
    try {
      if (!nothing) late = await list({ whole, ids, askVolumes, askNetworks }, expected);
    } catch (error) {
      for (const [id, event] of expected) if (!changed.has(id)) changed.set(id, event);
      throw error;
    }
    await inspectWanted(whole ? undefined : new Set(ids));
    for (const id of ids) if (!late.some((event) => event.id === id)) behind.delete(id);
    return late;
  }

  async function list(
    { whole, ids, askVolumes, askNetworks }: Wanted,
    expected: ReadonlyMap<string, EngineEvent | undefined>,
  ): Promise<readonly EngineEvent[]> {
    const [listed, volumes, networks] = await Promise.all([
      whole ? engine.containers({ signal }) : ids.length > 0 ? engine.containers({ signal, ids }) : [],
      askVolumes ? engine.volumes({ signal }) : undefined,
      askNetworks ? engine.networks({ signal }) : undefined,
    ]);
    const before = read().containers;
    const containers = new Map<string, Container>(whole ? [] : before);
    for (const id of ids) containers.delete(id);
    for (const container of listed) {
      const known = before.get(container.id);
      const { details } = known ?? {};
      const fresh = details === undefined ? container : { ...container, details };
      // A list that does not show an event yet must not take back what the event told.
      const event = changed.get(container.id) ?? expected.get(container.id);
      if (event === undefined || isShown(event, container)) containers.set(fresh.id, fresh);
      else {
        const shown = known && isShown(event, known) ? known : afterEvent(fresh, event);
        if (shown !== undefined) containers.set(shown.id, shown);
      }
    }
    publish({
      containers,
      ...(volumes && { volumes: new Map(volumes.map((volume) => [volume.name, volume])) }),
      ...(networks && { networks: new Map(networks.map((network) => [network.name, network])) }),
      at: Date.now(),
    });
    untold.begin();
    const byId = new Map(listed.map((container) => [container.id, container]));
    const events = [...expected.values()].filter((event) => event !== undefined);
    return events.filter((event) => !isShown(event, byId.get(event.id)));
  }

  /** Lists anew, sooner or later, those whose events the list does not show yet. */
  function askAgain(late: readonly EngineEvent[]): void {
    for (const event of late) {
      const since = behind.get(event.id) ?? Date.now();
      const waited = Date.now() - since;
      behind.set(event.id, since);
      if (waited > again.longest) behind.delete(event.id);
      else {
        if (!changed.has(event.id)) changed.set(event.id, event);
        schedule(Math.max(again.first, waited));
      }
    }
  }

  /** Inspects what is wanted and new or changed; without `touched` all count as changed. */
  async function inspectWanted(touched: ReadonlySet<string> | undefined): Promise<void> {
    const { containers: wantedIds, images: wantedImages } = wanted();
    const { containers, images } = read();
    const due: string[] = [];
    let unasked = 0;
    for (const container of containers.values()) {
      const isTouched = touched?.has(container.id) ?? true;
      if (container.details !== undefined ? isTouched : wantedIds.has(container.id)) due.push(container.id);
      else if (container.details === undefined && isTouched && inTrouble(container) && unasked < unaskedInspections) {
        unasked += 1;
        due.push(container.id);
      }
    }
    const details = new Map<string, Inspection>();
    const found = new Map<string, ImageDetails | null>();
    const imagesDue = [...wantedImages].filter((name) => !images.has(name));
    await runLimited(due, inspectionsAtOnce, async (id) => {
      try {
        details.set(id, await engine.inspect(id, { signal }));
      } catch {
        // It went away between list and inspection; an event tells of it.
      }
    });
    await runLimited(imagesDue, inspectionsAtOnce, async (name) => {
      try {
        found.set(name, (await engine.image(name, { signal })) ?? null);
      } catch {
        // Unknown for now; asked for again with the next refresh.
      }
    });
    if (signal.aborted || (details.size === 0 && found.size === 0)) return;
    const next = new Map(read().containers);
    for (const [id, part] of details) {
      const container = next.get(id);
      if (container !== undefined) next.set(id, withDetails(container, part));
    }
    publish({ containers: next, ...(found.size > 0 && { images: new Map([...read().images, ...found]) }) });
  }

  const untold = watchUntold({ engine, signal, looking, read, publish, hear });
  const signs = setInterval(() => {
    if (!opened || running || !looking() || Date.now() - lastSign < quiet) return;
    engine.ping({ signal }).then(
      () => {
        lastSign = Date.now();
      },
      (error: unknown) => {
        if (error instanceof EngineError && error.reason === 'timeout') fail(error);
      },
    );
  }, quiet);
  const stop = () => {
    clearInterval(signs);
    clearTimeout(timer);
    clearTimeout(tellTimer);
  };
  signal.addEventListener('abort', stop, { once: true });
  let fail: (error: unknown) => void = () => {};
  const ended = new Promise<void>((resolve, reject) => {
    fail = reject;
    const onOpen = (time: number | undefined) => {
      opened = true;
      engineTime = time;
      if (time === undefined) heard = undefined;
      schedule(0);
    };
    engine.events({ signal, onEvent: hear, onOpen }).then(resolve, reject);
  });
  return {
    ended,
    refresh(what) {
      if (what?.all) everything = volumesChanged = networksChanged = true;
      const { containers, images } = wanted();
      const snapshot = read();
      const missing =
        [...containers].some(
          (id) => snapshot.containers.has(id) && snapshot.containers.get(id)?.details === undefined,
        ) || [...images].some((name) => !snapshot.images.has(name));
      askedMeanwhile ||= running && missing;
      if (missing || everything || volumesChanged || networksChanged || changed.size > 0) schedule(0);
    },
  };
}

function inTrouble(container: Container): boolean {
  if (container.state === 'restarting' || container.state === 'dead' || container.health === 'unhealthy') return true;
  return container.state === 'exited' && container.exitCode !== 0;
}
