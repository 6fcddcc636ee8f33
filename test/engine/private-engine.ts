import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectEngine } from '../../io/engine/connect-engine.ts';
import type { EngineEndpoint } from '../../io/engine/endpoint.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { runProcess } from '../../io/process.ts';

/** An engine of a test's own, which it may kill. It has no network, so its containers need none. */
export interface PrivateEngine {
  readonly endpoint: EngineEndpoint;
  start(): void;
  /** Asks it to end; with `SIGKILL` as a crash does: no farewell, the socket file stays behind. Resolves when it is gone. */
  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Stops it in its tracks, as a machine's sleep does, or lets it go on. */
  sleep(asleep: 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves when it answers. */
  ready(): Promise<Engine>;
  /** Takes an image over from the engine that the docker command uses. */
  takeImage(image: string): void;
  /** Ends it and removes its folder. */
  remove(): Promise<void>;
}

interface PrivateEngineOptions {
  /** Bytes of a disk of its own for all that it keeps; undefined: it uses the machine's. */
  readonly disk?: number;
}

/** An engine of the test's own, not yet started; where there can be none, the test is skipped with the reason. */
export function privateEngineOrSkip(context: Mocha.Context, options: PrivateEngineOptions = {}): PrivateEngine {
  let reason = whyNoPrivateEngine();
  if (reason === undefined) {
    try {
      return privateEngine(options);
    } catch (error) {
      reason = `there can be no disk of a test's own: ${(error as Error).message.trim()}`;
    }
  }
  console.log(`      skipped: ${reason}`);
  return context.skip();
}

/** @throws Error when it can't have a disk of its own */
export function privateEngine(options: PrivateEngineOptions = {}): PrivateEngine {
  const folder = mkdtempSync(join(tmpdir(), 'stack-engine-'));
  const socket = join(folder, 'sock');
  const pidFile = join(folder, 'pid');
  const endpoint = { id: 'private', label: 'private engine', host: `unix://${socket}` };
  let child: ChildProcess | undefined;
  if (options.disk !== undefined) mountDisk(folder, options.disk);

  async function end(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    child = undefined;
    if (running === undefined || running.exitCode !== null) return;
    const gone = new Promise<void>((resolve) => running.once('close', () => resolve()));
    running.kill(signal);
    await gone;
  }

  function containerd(): number {
    try {
      return Number(readFileSync(join(folder, 'exec', 'containerd', 'containerd.pid'), 'utf8'));
    } catch {
      return 0;
    }
  }

  return {
    endpoint,
    start() {
      rmSync(pidFile, { force: true });
      // Killed engines take their containerd along, but where nobody reaps it, its number seems to run on.
      rmSync(join(folder, 'exec', 'containerd', 'containerd.pid'), { force: true });
      const places = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec'), '--pidfile', pidFile];
      const quiet = ['--bridge=none', '--iptables=false', '--ip-masq=false', '--log-level', 'error'];
      // In a network of its own, since an engine without a bridge takes the machine's docker0 away.
      child = spawn(
        'unshare',
        [
          '--net',
          'sh',
          '-c',
          'ip link set lo up; exec "$@"',
          'sh',
          'dockerd',
          ...places,
          ...quiet,
          '--host',
          `unix://${socket}`,
        ],
        {
          stdio: 'ignore',
        },
      );
    },
    sleep(asleep) {
      child?.kill(asleep);
    },
    async ready() {
      for (;;) {
        try {
          return await connectEngine(endpoint);
        } catch {
          await delay(50);
        }
      }
    },
    takeImage(image) {
      const saved = spawnSync('docker', ['save', image], { maxBuffer: 256 * 1024 * 1024 });
      const loaded = spawnSync('docker', ['--host', endpoint.host, 'load'], { input: saved.stdout });
      if (loaded.status !== 0) throw new Error(`the image ${image} was not taken over: ${loaded.stderr}`);
    },
    async kill(signal) {
      await end(signal);
      // Its containerd dies with it, but a moment later; an engine that finds it still alive waits for it in vain.
      while (isAlive(containerd())) await delay(20);
    },
    async remove() {
      await end('SIGTERM');
      while (isAlive(containerd())) await delay(20);
      // Some storage drivers mount the data folder onto itself, and only an orderly end takes that away.
      await runProcess({ command: 'umount', args: [join(folder, 'data')], timeLimit: 10_000 }).catch(() => {});
      if (options.disk !== undefined) {
        await runProcess({ command: 'umount', args: [join(folder, 'data')], timeLimit: 10_000 }).catch(() => {});
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Mounts a file with a file system of this size at the data folder. */
function mountDisk(folder: string, bytes: number): void {
  const image = join(folder, 'disk');
  const data = join(folder, 'data');
  mkdirSync(data);
  for (const [command, args] of [
    ['truncate', ['--size', String(bytes), image]],
    ['mkfs.ext4', ['-q', '-m', '0', image]],
    ['mount', ['-o', 'loop', image, data]],
  ] as const) {
    const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
    if (status === 0) continue;
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Why there can be no engine of a test's own here; undefined when there can. */
export function whyNoPrivateEngine(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const missing = ['dockerd', 'ip'].find((name) => !folders.some((folder) => existsSync(join(folder, name))));
  if (missing) return `an engine of its own needs the program ${missing}`;
  return process.getuid?.() === 0 ? undefined : 'an engine of its own needs root';
}
