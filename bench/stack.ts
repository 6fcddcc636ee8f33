import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { EngineSnapshot } from '../core/stack/snapshot.ts';
import { joinStack } from '../core/stack/stack.ts';
import { connectEngine } from '../io/engine/connect-engine.ts';
import { runLimited } from '../io/engine/run-limited.ts';
import { watchEngine } from '../io/engine/watch-engine.ts';
import { privateEngine } from '../test/engine/private-engine.ts';
import { type Figure, percentile, printFigures, wantsJson } from './figure.ts';

/**
 * Measures the stack view's engine side with many containers on an engine of its own: the first full picture against one
 * `docker ps --all --format json`, the way from a container's end to the changed snapshot, and the requests that it takes.
 * Needs root, dockerd and a static busybox. Usage: tsx bench/stack.ts [CONTAINERS] [ROUNDS] [--format json]
 */
async function main(): Promise<void> {
  const [count = 500, rounds = 40] = process.argv.slice(2).map(Number).filter(Boolean);
  const figures: Figure[] = [];
  const say = (text: string) => {
    if (!wantsJson()) console.log(text);
  };
  const engine = privateEngine();
  engine.start();
  try {
    const connected = await firstAnswer();
    importImage(engine.endpoint.host);
    const docker = (...args: string[]) =>
      spawnSync('docker', ['--host', engine.endpoint.host, ...args], { encoding: 'utf8' });
    say(`making ${count} containers on Docker ${connected.version.version}`);
    const names = Array.from({ length: count }, (_, index) => `bench-${index}`);
    const labels = (index: number) => [
      '--label',
      `com.docker.compose.project=bench${Math.floor(index / 10)}`,
      '--label',
      `com.docker.compose.service=s${index % 10}`,
    ];
    await runLimited(names.entries(), 1, async ([index, name]) => {
      docker('create', '--network', 'none', '--name', name, ...labels(index), 'bench:1', 'sleep', '3600');
    });

    const listing: number[] = [];
    const picture: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      listing.push(timed(() => docker('ps', '--all', '--format', '{{json .}}')));
      picture.push(await firstPicture());
    }
    say(`docker ps --all --format json   median ${median(listing)} ms`);
    say(`first picture, joined           median ${median(picture)} ms`);
    figures.push({
      name: `tree with ${count} containers, first picture`,
      value: median(picture),
      unit: 'ms',
      target: { atMost: 1.5 * median(listing) },
      peer: { name: 'docker ps --all --format json', value: median(listing) },
    });

    const requests: Record<string, number> = {};
    let look: (snapshot: EngineSnapshot) => void = () => {};
    const watch = watchEngine({
      endpoint: () => engine.endpoint,
      onSnapshot: (snapshot) => look(snapshot),
      async connect(endpoint, options) {
        const real = await connectEngine(endpoint, options);
        return new Proxy(real, {
          get(target, name: keyof typeof real) {
            const value = target[name];
            if (typeof value !== 'function' || name === 'events') return value;
            return (...args: unknown[]) => {
              requests[name] = (requests[name] ?? 0) + 1;
              return (value as (...all: unknown[]) => unknown)(...args);
            };
          },
        });
      },
    });
    const until = (holds: (snapshot: EngineSnapshot) => boolean) =>
      new Promise<void>((resolve) => {
        look = (snapshot) => {
          if (holds(snapshot)) resolve();
        };
        look(watch.snapshot);
      });
    await until((snapshot) => snapshot.containers.size === count);
    say(`requests for the first picture  ${JSON.stringify(requests)}`);
    for (const name of Object.keys(requests)) delete requests[name];

    const delays: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [id] = [...watch.snapshot.containers.keys()].slice(round % count);
      if (id === undefined) throw new Error('no container');
      await connected.start(id);
      await until((snapshot) => snapshot.containers.get(id)?.state === 'running');
      const seen = until((snapshot) => snapshot.containers.get(id)?.state === 'exited');
      spawnSync('docker', ['--host', engine.endpoint.host, 'kill', id]);
      const ended = await endOf(id);
      await seen;
      delays.push(Math.round(Date.now() - ended));
    }
    delays.sort((a, b) => a - b);
    say(
      `end of a container to snapshot  median ${median(delays)} ms, p95 ${delays[Math.ceil(delays.length * 0.95) - 1]} ms`,
    );
    figures.push({
      name: 'event → snapshot, p95',
      value: percentile(delays, 0.95),
      unit: 'ms',
      target: { atMost: 200 },
    });
    say(`requests for ${rounds} starts and ends  ${JSON.stringify(requests)}`);

    const before = process.cpuUsage();
    await new Promise((resolve) => setTimeout(resolve, 10_000));
    const used = process.cpuUsage(before);
    say(`processor while nothing happens ${((used.user + used.system) / 100_000).toFixed(2)} % of a core`);
    figures.push({
      name: 'processor while nothing happens',
      value: (used.user + used.system) / 100_000,
      unit: '% of a core',
      target: { atMost: 1 },
    });
    say(`memory                          ${Math.round(process.memoryUsage().rss / 1e6)} MB resident`);
    watch.dispose();
    if (wantsJson()) printFigures(figures);

    async function firstPicture(): Promise<number> {
      const started = performance.now();
      await new Promise<void>((resolve) => {
        const one = watchEngine({
          endpoint: () => engine.endpoint,
          onSnapshot(snapshot) {
            if (snapshot.containers.size < count) return;
            joinStack({ projects: [], snapshot });
            one.dispose();
            resolve();
          },
        });
      });
      return Math.round(performance.now() - started);
    }

    async function endOf(id: string): Promise<number> {
      const { finishedAt } = await connected.inspect(id);
      return Date.parse(finishedAt ?? '');
    }
  } finally {
    await engine.remove();
  }

  async function firstAnswer() {
    for (;;) {
      try {
        return await connectEngine(engine.endpoint);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }
}

function importImage(host: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'bench-image-'));
  mkdirSync(join(folder, 'bin'));
  copyFileSync('/bin/busybox', join(folder, 'bin', 'busybox'));
  for (const name of ['sh', 'sleep']) symlinkSync('busybox', join(folder, 'bin', name));
  const tar = spawnSync('tar', ['-C', folder, '-c', '.'], { maxBuffer: 64e6 });
  spawnSync('docker', ['--host', host, 'import', '-', 'bench:1'], { input: tar.stdout });
  rmSync(folder, { recursive: true });
}

function timed(run: () => unknown): number {
  const started = performance.now();
  run();
  return Math.round(performance.now() - started);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

void main();
