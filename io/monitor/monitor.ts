import type { Alert } from '../../core/monitor/alert.ts';
import { type Checked, findTrouble } from '../../core/monitor/find-trouble.ts';
import { followAlerts } from '../../core/monitor/follow-alerts.ts';
import { listenForEnds } from '../../core/monitor/heard.ts';
import { entryOfEvent, type TimelineEntry } from '../../core/monitor/timeline.ts';
import type { MonitorSettings } from '../../core/settings/read-monitor-settings.ts';
import type { EngineSnapshot } from '../../core/stack/snapshot.ts';
import type { StackView } from '../../core/stack/stack.ts';
import type { Engine, EngineEvent } from '../engine/engine.ts';
import { recallEvents } from './recall-events.ts';
import { makeRestarter, type RestarterOptions } from './restart-by-itself.ts';
import { makeChecks } from './run-checks.ts';
import type { TimelineLog } from './timeline-log.ts';

export interface MonitorOptions extends Pick<RestarterOptions, 'isBusy' | 'marks'> {
  readonly settings: () => MonitorSettings;
  readonly timeline: TimelineLog;
  readonly engine: () => Engine | undefined;
  /** Called with those that a person should hear of; snoozes are the caller's. Several that come together come in one call. */
  readonly onAlerts: (alerts: readonly Alert[]) => void;
  /** Called when the standing alerts are others. */
  readonly onChange?: (() => void) | undefined;
  /** Called with each entry that the timeline gets. */
  readonly onEntry?: ((entry: TimelineEntry) => void) | undefined;
}

/** Watches over stacks: keeps the timeline, tells of trouble, and restarts what it may. */
export interface Monitor {
  /** The trouble that stands now. */
  readonly active: readonly Alert[];
  /** Takes the stack as it is; called with each change. */
  see(view: StackView, snapshot: EngineSnapshot): void;
  hear(event: EngineEvent): void;
  /** Writes something into the timeline that the monitor cannot see by itself. */
  note(entry: TimelineEntry): void;
  dispose(): void;
}

/** Milliseconds in which troubles are gathered, so that a stack that breaks down is told once. */
const gather = 1500;

export function startMonitor(options: MonitorOptions): Monitor {
  const { settings, timeline, engine, onAlerts, onChange = () => {}, onEntry = () => {} } = options;
  const heard = listenForEnds();
  const alerts = followAlerts();
  const checks = makeChecks();
  let checked: Checked = { lostPorts: [] };
  let latest: { readonly view: StackView; readonly snapshot: EngineSnapshot } | undefined;
  const recalled = new Set<string>();
  let raised: Alert[] = [];
  const timers = new Map<'check' | 'due' | 'tell', { readonly timer: NodeJS.Timeout; readonly at: number }>();
  let disposed = false;

  function note(entry: TimelineEntry): void {
    timeline.add(entry);
    onEntry(entry);
  }

  const restarter = makeRestarter({
    ...options,
    note,
    onGiveUp: (alert) => onAlerts([alert]),
    again: (milliseconds) => later('due', milliseconds, assess),
  });

  /** Runs something later; of two wishes for the same the earlier one counts. */
  function later(name: 'check' | 'due' | 'tell', milliseconds: number, run: () => void): void {
    const at = Date.now() + milliseconds;
    const known = timers.get(name);
    if (disposed || (known !== undefined && known.at <= at)) return;
    clearTimeout(known?.timer);
    const timer = setTimeout(() => {
      timers.delete(name);
      run();
    }, milliseconds);
    timers.set(name, { timer: timer.unref(), at });
  }

  function assess(): void {
    if (disposed || latest === undefined || !settings().enabled) return;
    const { view, snapshot } = latest;
    // Before the first list of an engine nothing is known, neither good nor bad.
    const { kind } = view.engine;
    if (kind === 'connecting' || kind === 'none' || (kind === 'connected' && view.at === 0)) return;
    recall();
    const now = Date.now();
    const trouble = findTrouble({ view, heard, checked, settings: settings(), now });
    const before = alerts.active.map(({ key, text }) => `${key} ${text}`).join('\n');
    const change = alerts.see(trouble, now);
    for (const alert of [...change.raised, ...change.returned]) note(entryOfAlert(alert, 'bad', now));
    for (const alert of change.cleared) note(entryOfAlert(alert, 'good', now));
    const told = change.raised.filter(({ kind }) => settings().alerts.has(kind));
    if (told.length > 0) {
      raised.push(...told);
      later('tell', gather, tell);
    }
    if (change.next !== undefined) later('due', change.next, assess);
    restarter.see({ view, snapshot, alerts: alerts.active, now });
    if (alerts.active.map(({ key, text }) => `${key} ${text}`).join('\n') !== before) onChange();
  }

  /** Fills the timeline with what the engine remembers, once for each engine. */
  function recall(): void {
    const connected = engine();
    if (connected === undefined || recalled.has(connected.endpoint.id) || !settings().enabled) return;
    recalled.add(connected.endpoint.id);
    void recallEvents(connected, note);
  }

  function tell(): void {
    const keys = new Set(raised.map(({ key }) => key));
    raised = [];
    // As they are now: some are over already, and of others more is known.
    const still = alerts.active.filter(({ key }) => keys.has(key));
    if (still.length > 0) onAlerts(still);
  }

  async function check(): Promise<void> {
    const connected = engine();
    if (connected !== undefined && latest !== undefined && settings().enabled) {
      checked = await checks.run(connected, latest.view).catch(() => ({ lostPorts: [] }));
      assess();
    }
    later('check', settings().interval * 1000, () => void check());
  }

  later('check', settings().interval * 1000, () => void check());
  timeline.prune({ days: settings().timelineDays });
  return {
    get active() {
      return alerts.active;
    },
    see(view, snapshot) {
      latest = { view, snapshot };
      assess();
    },
    hear(event) {
      heard.hear(event);
      const entry = entryOfEvent(event);
      if (entry !== undefined && settings().enabled) note(entry);
    },
    note,
    dispose() {
      disposed = true;
      for (const { timer } of timers.values()) clearTimeout(timer);
      timeline.flush();
    },
  };
}

function entryOfAlert({ kind, text, project, service }: Alert, weight: 'good' | 'bad', at: number): TimelineEntry {
  const about = { ...(project !== undefined && { project }), ...(service !== undefined && { service }) };
  return { ...about, at, source: 'alert', what: kind, weight, text: weight === 'bad' ? text : `It is over: ${text}` };
}
