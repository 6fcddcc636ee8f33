import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Container } from '../../core/stack/container.ts';
import { readContainer } from '../../core/stack/read-engine.ts';
import { type EngineSnapshot, emptySnapshot } from '../../core/stack/snapshot.ts';
import type { Engine, EngineEvent, EventOptions } from '../../io/engine/engine.ts';
import { type EngineSession, openSession } from '../../io/engine/engine-session.ts';

const id = 'f00d';

/** Milliseconds of an engine's life at which things happen to its one container. */
interface Life {
  readonly made: number;
  readonly started: number;
  readonly died: number;
  readonly startedAgain?: number;
  /** How long its lists are behind the event of a death, as they are while a network is cleared away. */
  readonly behind: number;
  /** How long a list is on its way. */
  readonly answer: number;
}

/** An engine that tells and lists what happens as the real one does, in a time of the test's own. */
class ScriptedEngine {
  readonly life: Life;
  lists = 0;
  readonly #events: readonly (EngineEvent & { readonly shownAt: number; readonly state: string })[];
  #listener: EventOptions['onEvent'] | undefined;

  constructor(life: Life) {
    this.life = life;
    const event = (time: number, action: string, state: string, behind = 0) => ({
      ...{ type: 'container', action, id, time, attributes: { exitCode: '3' } },
      ...{ shownAt: time + behind, state },
    });
    this.#events = [
      event(life.made, 'create', 'created'),
      event(life.started, 'start', 'running'),
      event(life.died, 'die', 'exited', life.behind),
      ...(life.startedAgain === undefined ? [] : [event(life.startedAgain, 'start', 'running')]),
    ];
    for (const told of this.#events) setTimeout(() => this.#listener?.(told), told.time - Date.now());
  }

  asEngine(): Engine {
    return {
      version: { product: 'docker' },
      info: async () => ({ swarmManager: false }),
      ping: async () => {},
      volumes: async () => [],
      networks: async () => [],
      inspect: () => Promise.reject(new Error('it has no details')),
      containers: async () => {
        this.lists += 1;
        const listed = this.#listed();
        await new Promise((resolve) => setTimeout(resolve, this.life.answer));
        return listed;
      },
      events: ({ since, until, onEvent, onOpen, signal }: EventOptions) => {
        if (since !== undefined && until !== undefined) {
          const [from, to] = [since * 1000, Math.min(until * 1000, Date.now())];
          for (const event of this.#events) if (event.time >= from && event.time <= to) onEvent(event);
          return Promise.resolve();
        }
        this.#listener = onEvent;
        onOpen?.(Math.floor(Date.now() / 1000) * 1000);
        return new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
      },
    } as unknown as Engine;
  }

  #listed(): Container[] {
    const latest = this.#events.filter(({ shownAt }) => shownAt <= Date.now()).at(-1);
    if (latest === undefined) return [];
    const status = latest.state === 'exited' ? 'Exited (3) 1 second ago' : 'Up 1 second';
    return [readContainer({ Id: id, Names: ['/db'], State: latest.state, Status: status })];
  }
}

describe('a connection to an engine', () => {
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1_000_000_000_000 }));
  afterEach(() => mock.timers.reset());

  async function pass(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 20) {
      mock.timers.tick(20);
      await turn();
    }
  }

  /** What is shown of the container, and how often was listed, some time after all has happened. */
  async function watch(life: Life, connectAt: number, lookAt: number): Promise<{ shown: string; lists: number }> {
    const begin = Date.now();
    const scripted = new ScriptedEngine({
      ...life,
      made: begin + life.made,
      started: begin + life.started,
      died: begin + life.died,
      ...(life.startedAgain !== undefined && { startedAgain: begin + life.startedAgain }),
    });
    const end = new AbortController();
    let snapshot: EngineSnapshot = emptySnapshot({ kind: 'none' });
    let looks = lookAt <= connectAt;
    let session: EngineSession | undefined;
    setTimeout(() => {
      session = openSession({
        engine: scripted.asEngine(),
        signal: end.signal,
        wanted: () => ({ containers: new Set(), images: new Set() }),
        looking: () => looks || snapshot.at === 0,
        read: () => snapshot,
        publish: (change) => {
          snapshot = { ...snapshot, ...change };
        },
        onEvent: () => {},
      });
    }, connectAt);
    setTimeout(() => {
      looks = true;
      session?.refresh();
    }, lookAt);
    await pass(Math.max(life.died + life.behind, life.startedAgain ?? 0, lookAt, connectAt) + life.behind + 1000);
    end.abort();
    const container = snapshot.containers.get(id);
    return { shown: container === undefined ? 'nothing' : container.state, lists: scripted.lists };
  }

  const life: Life = { made: 100, started: 200, died: 600, behind: 0, answer: 20 };

  it('shows a death in the end, whenever it connects, somebody looks, and the lists know of it', async function () {
    this.timeout(30_000);
    const wrong: string[] = [];
    for (const behind of [0, 40, 400, 3000]) {
      for (const answer of [20, 300]) {
        for (const connectAt of [0, 220, 560, 620, 800]) {
          for (const lookAt of [0, 300, 560, 620, 800, 1500]) {
            const { shown, lists } = await watch({ ...life, behind, answer }, connectAt, lookAt);
            const at = `behind ${behind}, answer ${answer}, connect ${connectAt}, look ${lookAt}`;
            if (shown !== 'exited') wrong.push(`${at}: ${shown}`);
            if (lists > 15) wrong.push(`${at}: listed ${lists} times`);
          }
        }
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('does not take an old death for the truth when the container has been started again', async () => {
    for (const connectAt of [0, 620, 680, 720, 1500]) {
      const { shown } = await watch({ ...life, startedAgain: 700 }, connectAt, 0);
      assert.equal(shown, 'running', `connected at ${connectAt}`);
    }
  });
});
