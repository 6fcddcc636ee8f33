import { type EngineSnapshot, emptySnapshot } from '../../core/stack/snapshot.ts';
import { connectEngine } from './connect-engine.ts';
import { type EngineEndpoint, isLocal } from './endpoint.ts';
import type { Engine, EngineEvent } from './engine.ts';
import { EngineError } from './engine-error.ts';
import { type EngineSession, openSession } from './engine-session.ts';

export interface WatchOptions {
  /** The engine to watch; asked before each attempt to connect, so that a choice takes effect with `reconnect`. */
  readonly endpoint: () => EngineEndpoint | undefined;
  readonly onSnapshot: (snapshot: EngineSnapshot) => void;
  /** Every event, as it comes, also while nobody looks. */
  readonly onEvent?: ((event: EngineEvent) => void) | undefined;
  /** Called with each request that is sent, for tests and measurements. */
  readonly connect?: typeof connectEngine | undefined;
  /** Milliseconds without an event after which an engine that somebody looks at is asked for a sign of life; default 30 s. */
  readonly quiet?: number | undefined;
}

/** A living picture of one engine. */
export interface EngineWatch {
  readonly snapshot: EngineSnapshot;
  /** Undefined while there is no connection. */
  readonly engine: Engine | undefined;
  /** While nobody looks only events are heard; the first look after that asks for what changed. */
  look(options: { readonly visible: boolean }): void;
  /** Says whose details and which images (ids or references) are wanted from now on. */
  want(wishes: { readonly containers: Iterable<string>; readonly images: Iterable<string> }): void;
  /** Lists everything anew. */
  refresh(): void;
  /** Drops the connection and connects at once, to another endpoint when the choice changed. */
  reconnect(): void;
  dispose(): void;
}

/** Waits between attempts in milliseconds. They go on for ever: an engine may come back after a week. */
const waits = { first: 100, longestLocal: 1500, longestRemote: 15_000, longestUnseen: 15_000 };

/**
 * Watches an engine until disposed. While it is connected nothing is asked on a timer but for a sign of life now and then, since
 * an engine that stands still (a machine that sleeps, a frozen process) looks the same as one where nothing happens.
 */
export function watchEngine(options: WatchOptions): EngineWatch {
  const connect = options.connect ?? connectEngine;
  let snapshot = emptySnapshot({ kind: 'none' });
  let wishes = { containers: new Set<string>(), images: new Set<string>() };
  let visible = true;
  let disposed = false;
  let engine: Engine | undefined;
  let session: EngineSession | undefined;
  let connection = new AbortController();
  let wake: (() => void) | undefined;

  function publish(change: Partial<EngineSnapshot>): void {
    if (disposed || Object.keys(change).length === 0) return;
    snapshot = { ...snapshot, ...change };
    options.onSnapshot(snapshot);
  }

  async function follow(endpoint: EngineEndpoint, whole: AbortSignal, onConnected: () => void): Promise<void> {
    const connected = await connect(endpoint, { signal: whole });
    engine = connected;
    let announced = false;
    // A session that failed in the middle must not go on beside the next one.
    const end = new AbortController();
    const signal = AbortSignal.any([whole, end.signal]);
    session = openSession({
      engine: connected,
      signal,
      wanted: () => wishes,
      looking: () => visible || !announced,
      read: () => snapshot,
      publish(change) {
        if (signal.aborted) return;
        if (announced) return publish(change);
        announced = true;
        onConnected();
        publish({ ...change, state: { kind: 'connected', engine: endpoint.label, version: connected.version } });
      },
      onEvent: (event) => options.onEvent?.(event),
      quiet: options.quiet,
    });
    try {
      await session.ended;
    } finally {
      end.abort();
    }
    throw new EngineError('connection-lost', `${endpoint.label} closed the connection.`);
  }

  async function run(): Promise<void> {
    let attempt = 0;
    while (!disposed) {
      const endpoint = options.endpoint();
      const { signal } = connection;
      if (endpoint === undefined) {
        publish(emptySnapshot({ kind: 'none' }));
        await pause(undefined, signal);
      } else {
        const { state } = snapshot;
        // While it is known to be away, attempts do not make the view flicker.
        if (!(state.kind === 'unreachable' && state.engine === endpoint.label)) {
          publish(emptySnapshot({ kind: 'connecting', engine: endpoint.label }));
        }
        try {
          await follow(endpoint, signal, () => {
            attempt = 0;
          });
        } catch (error) {
          if (!signal.aborted) publish(unreachable(endpoint, error));
        }
        engine = undefined;
        session = undefined;
        if (!signal.aborted) await pause(waitBefore(attempt, endpoint), signal);
        attempt += 1;
      }
      if (signal.aborted) {
        attempt = 0;
        connection = new AbortController();
      }
    }
  }

  function unreachable(endpoint: EngineEndpoint, error: unknown): Partial<EngineSnapshot> {
    const reason = error instanceof EngineError ? error.reason : 'engine-error';
    const message = error instanceof Error ? error.message : String(error);
    const { state } = snapshot;
    if (state.kind === 'unreachable' && state.message === message) return {};
    return { ...emptySnapshot({ kind: 'unreachable', engine: endpoint.label, reason, message }), at: snapshot.at };
  }

  function waitBefore(attempt: number, endpoint: EngineEndpoint): number {
    const longest = !visible ? waits.longestUnseen : isLocal(endpoint) ? waits.longestLocal : waits.longestRemote;
    return Math.min(waits.first * 2 ** Math.min(attempt, 20), longest);
  }

  /** Waits for the time, a wish to reconnect, or a look. */
  function pause(milliseconds: number | undefined, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = milliseconds === undefined ? undefined : setTimeout(done, milliseconds);
      function done() {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        wake = undefined;
        resolve();
      }
      wake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }

  void run();
  return {
    get snapshot() {
      return snapshot;
    },
    get engine() {
      return engine;
    },
    look(state) {
      visible = state.visible;
      if (!visible) return;
      session?.refresh();
      wake?.();
    },
    want({ containers, images }) {
      wishes = { containers: new Set(containers), images: new Set(images) };
      session?.refresh();
    },
    refresh() {
      if (session === undefined) wake?.();
      else session.refresh({ all: true });
    },
    reconnect() {
      connection.abort();
    },
    dispose() {
      disposed = true;
      connection.abort();
    },
  };
}
