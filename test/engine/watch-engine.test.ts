import assert from 'node:assert/strict';
import { loadProject } from '../../core/project/load-project.ts';
import type { Container } from '../../core/stack/container.ts';
import type { EngineSnapshot } from '../../core/stack/snapshot.ts';
import { disk } from '../../io/disk.ts';
import { connectEngine } from '../../io/engine/connect-engine.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { type EngineWatch, type WatchOptions, watchEngine } from '../../io/engine/watch-engine.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import { type EngineUnderTest, enginesUnderTest } from './engines-under-test.ts';
import { type PrivateEngine, privateEngineOrSkip } from './private-engine.ts';
import { dockerOn, testImage } from './scratch-project.ts';

type Counts = { [name in 'containers' | 'volumes' | 'networks' | 'image']?: number };

/** Counts what is sent to the engine. */
function counting(counts: Counts, inspected: string[]): typeof connectEngine {
  return async (endpoint, options) => {
    const engine = await connectEngine(endpoint, options);
    const count = <K extends 'containers' | 'volumes' | 'networks' | 'image'>(name: K): Engine[K] =>
      ((...args: Parameters<Engine[K]>) => {
        counts[name] = (counts[name] ?? 0) + 1;
        return (engine[name] as (...args: unknown[]) => unknown)(...args);
      }) as Engine[K];
    return {
      ...engine,
      containers: count('containers'),
      inspect(id, ...rest) {
        inspected.push(id);
        return engine.inspect(id, ...rest);
      },
      volumes: count('volumes'),
      networks: count('networks'),
      image: count('image'),
    };
  };
}

for (const { name, open } of enginesUnderTest) {
  describe(`watching ${name}`, function () {
    this.timeout(120_000);
    let engine: Engine;
    let under: EngineUnderTest | undefined;
    let watch: EngineWatch | undefined;
    let own: PrivateEngine | undefined;
    let listeners: ((snapshot: EngineSnapshot) => void)[] = [];
    const containers: string[] = [];

    before(async function () {
      under = await open();
      if (under === undefined) return this.skip();
      engine = under.engine;
    });

    afterEach(async () => {
      watch?.dispose();
      watch = undefined;
      listeners = [];
      await own?.remove();
      own = undefined;
      if (containers.length > 0) await docker('rm', '--force', '--volumes', ...containers.splice(0));
    });

    const docker = (...args: readonly string[]) => dockerOn(under?.environment ?? {}, ...args);

    function start(options: Partial<WatchOptions> = {}): EngineWatch {
      watch = watchEngine({
        endpoint: () => engine.endpoint,
        onSnapshot: (snapshot) => {
          for (const listener of [...listeners]) listener(snapshot);
        },
        ...options,
      });
      return watch;
    }

    /** Resolves with the first snapshot, from the present one on, for which this holds. */
    function until(holds: (snapshot: EngineSnapshot) => boolean): Promise<EngineSnapshot> {
      return new Promise((resolve) => {
        const look = (snapshot: EngineSnapshot) => {
          if (!holds(snapshot)) return;
          listeners = listeners.filter((listener) => listener !== look);
          resolve(snapshot);
        };
        listeners.push(look);
        if (watch !== undefined) look(watch.snapshot);
      });
    }

    const one = (snapshot: EngineSnapshot, id: string): Container | undefined => snapshot.containers.get(id);

    async function run(...args: readonly string[]): Promise<string> {
      const id = await docker('run', '--detach', '--init', ...args);
      assert.match(id, /^[0-9a-f]{64}$/);
      containers.push(id);
      return id;
    }

    it('shows a container that starts, dies and goes, each after its event', async () => {
      start();
      await until(({ state }) => state.kind === 'connected');
      const id = await run('--volume', '/data', testImage, 'sh', '-c', 'until [ -e /go ]; do sleep 0.1; done; exit 7');
      await until((snapshot) => one(snapshot, id)?.state === 'running');
      await (under?.podman ?? docker)('exec', id, 'touch', '/go');
      const ended = await until((snapshot) => one(snapshot, id)?.state === 'exited');
      assert.equal(one(ended, id)?.exitCode, 7);
      assert.equal(one(ended, id)?.mounts[0]?.target, '/data');
      await docker('rm', '--volumes', id);
      containers.splice(0);
      await until((snapshot) => !snapshot.containers.has(id));
    });

    it('tells why a container died and how often it was restarted', async () => {
      start();
      const id = await run('--restart', 'on-failure:2', testImage, 'sh', '-c', 'exit 3');
      const snapshot = await until((it) => {
        const container = one(it, id);
        return container?.state === 'exited' && container.details?.restartCount === 2;
      });
      assert.equal(one(snapshot, id)?.exitCode, 3);
    });

    /** Podman leaves the timing of probes to systemd; where there is none, each has to be asked for. */
    async function probe(id: string): Promise<void> {
      await under?.podman?.('healthcheck', 'run', id);
    }

    it('shows health as it changes, with the output of the last probe', async () => {
      start();
      const id = await run(
        '--health-cmd',
        'test -e /tmp/broken && echo it is broken && exit 1 || exit 0',
        '--health-interval',
        '500ms',
        '--health-retries',
        '1',
        testImage,
        'sleep',
        '600',
      );
      await probe(id);
      await until((snapshot) => one(snapshot, id)?.health === 'healthy');
      await (under?.podman ?? docker)('exec', id, 'touch', '/tmp/broken');
      await probe(id);
      const snapshot = await until((it) => one(it, id)?.details?.health?.status === 'unhealthy');
      assert.equal(one(snapshot, id)?.health, 'unhealthy');
      assert.equal(one(snapshot, id)?.details?.health?.log.at(-1)?.output.trim(), 'it is broken');
    });

    it('lists once, then only what events name; hears on while nobody looks and catches up with one request', async () => {
      const counts: Counts = {};
      const inspected: string[] = [];
      start({ connect: counting(counts, inspected) });
      await until(({ state, at }) => state.kind === 'connected' && at > 0);
      assert.deepEqual({ ...counts }, { containers: 1, volumes: 1, networks: 1 });
      watch?.look({ visible: false });
      const ids = await Promise.all([1, 2, 3].map(() => run(testImage, 'sleep', '600')));
      assert.equal(counts.containers, 1);
      watch?.look({ visible: true });
      await until((snapshot) => ids.every((id) => one(snapshot, id)?.state === 'running'));
      assert.equal(counts.containers, 2);
      // Containers of others that are in trouble are looked at unasked; of ours none is.
      assert.deepEqual(
        ids.filter((id) => inspected.includes(id)),
        [],
      );
    });

    it('changes to another engine when the choice changes', async () => {
      let endpoint = { id: 'none', label: 'nowhere', host: 'unix:///nonexistent/socket' };
      start({ endpoint: () => endpoint });
      const away = await until(({ state }) => state.kind === 'unreachable');
      assert.equal(away.state.kind === 'unreachable' && away.state.reason, 'not-running');
      endpoint = { ...engine.endpoint };
      watch?.reconnect();
      await until(({ state }) => state.kind === 'connected');
    });
    if (name === 'Podman') return;

    it('says so when the engine is killed, and is right again after its start', async function () {
      const mine = privateEngineOrSkip(this);
      this.timeout(180_000);
      own = mine;
      const connect: typeof connectEngine = (endpoint, more) =>
        connectEngine(endpoint, { ...more, limits: { connect: 1000 } });
      start({ endpoint: () => mine.endpoint, connect, quiet: 300 });
      await until(({ state }) => state.kind === 'unreachable' && state.reason === 'not-running');
      mine.start();
      await until(({ state, at }) => state.kind === 'connected' && at > 0);
      for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
        await mine.kill(signal);
        const away = await until(({ state }) => state.kind === 'unreachable');
        assert.equal(away.containers.size, 0);
        mine.start();
        const started = Date.now();
        await until(({ state }) => state.kind === 'connected');
        console.log(`      ${signal}: right again ${Date.now() - started} ms after dockerd was started anew`);
      }
      mine.takeImage(testImage);
      const there = { DOCKER_HOST: mine.endpoint.host };
      const id = await dockerOn(there, 'run', '--detach', '--init', '--network', 'none', testImage, 'sleep', '600');
      await until((snapshot) => one(snapshot, id)?.state === 'running');
      const impatient = await connectEngine(mine.endpoint, { limits: { list: 500 } });
      mine.sleep('SIGSTOP');
      try {
        const { state } = await until((snapshot) => snapshot.state.kind === 'unreachable');
        assert.match(state.kind === 'unreachable' ? state.message : '', /private engine did not answer within 1 s/);
        const project = loadProject(disk, { directory: '/', environment: {}, projectName: 'asleep' });
        await assert.rejects(
          prepareRestart({ engine: impatient, project, services: [], environment: {}, heldChanges: false }),
          /private engine did not answer within 0.5 s/,
        );
      } finally {
        mine.sleep('SIGCONT');
      }
      await until((snapshot) => one(snapshot, id)?.state === 'running');
    });
  });
}
