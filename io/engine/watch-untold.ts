import type { EngineSnapshot } from '../../core/stack/snapshot.ts';
import type { Engine, EngineEvent } from './engine.ts';

/** Between two questions, in milliseconds, while somebody looks and while nobody does. */
const pauses = { looking: 5000, unseen: 20_000 };

export interface UntoldOptions {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  readonly looking: () => boolean;
  readonly read: () => EngineSnapshot;
  readonly publish: (change: Partial<EngineSnapshot>) => void;
  /** Takes what was found out as the event that the engine should have sent. */
  readonly hear: (event: EngineEvent) => void;
}

export interface Untold {
  /** Begins; called once the containers have been listed. */
  begin(): void;
  /** Asks the swarm anew, after an event of its. */
  swarmChanged(): void;
}

/**
 * Finds out what engines change without an event: the health of containers in Podman, and tasks on other nodes of a swarm.
 * This is the only thing that is asked on a timer, and only where there is such a thing: a container with a health check on
 * Podman, a manager of a swarm.
 */
export function watchUntold(options: UntoldOptions): Untold {
  const { engine, signal, looking, read, publish, hear } = options;
  let manager = false;
  let begun = false;
  let timer: NodeJS.Timeout | undefined;
  let soon: NodeJS.Timeout | undefined;
  signal.addEventListener(
    'abort',
    () => {
      clearTimeout(timer);
      clearTimeout(soon);
    },
    { once: true },
  );

  function plan(): void {
    if (signal.aborted) return;
    timer = setTimeout(() => void askAll(), looking() ? pauses.looking : pauses.unseen);
  }

  async function askAll(): Promise<void> {
    // A failure here says nothing that the event stream's end would not say, too; the next round asks again.
    await Promise.allSettled([askHealth(), manager && looking() ? askSwarm() : undefined]);
    plan();
  }

  async function askHealth(): Promise<void> {
    const { containers } = read();
    if (engine.health === undefined || ![...containers.values()].some((one) => one.health !== undefined)) return;
    for (const [id, health] of await engine.health({ signal })) {
      const known = read().containers.get(id);
      if (known === undefined || health === 'starting' || known.health === health) continue;
      const attributes = { name: known.name, image: known.image };
      hear({ type: 'container', action: `health_status: ${health}`, id, attributes, time: Date.now() });
    }
  }

  async function askSwarm(): Promise<void> {
    const swarm = await engine.swarm({ signal });
    if (signal.aborted || JSON.stringify(swarm) === JSON.stringify(read().swarm)) return;
    manager = swarm !== undefined;
    publish({ swarm });
  }

  async function start(): Promise<void> {
    if (engine.version.product === 'docker') {
      manager = await engine.info({ signal }).then(
        (info) => info.swarmManager,
        () => false,
      );
      if (manager) await askSwarm().catch(() => {});
    }
    plan();
  }

  return {
    begin() {
      if (!begun) void start();
      begun = true;
    },
    swarmChanged() {
      soon ??= setTimeout(() => {
        soon = undefined;
        void askSwarm().catch(() => {});
      }, 100);
    },
  };
}
