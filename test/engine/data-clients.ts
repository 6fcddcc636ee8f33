import { type ChildProcess, spawn } from 'node:child_process';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

/** A client that writes one number after the other, each once the one before is acknowledged or lost. */
export interface Writer {
  /** Numbers whose write was acknowledged, with the moment in milliseconds. */
  readonly acknowledged: ReadonlyMap<number, number>;
  /** Resolves once `count` more writes were acknowledged. */
  more(count: number): Promise<void>;
  /** Ends it; resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** The longest time in milliseconds between two acknowledged writes. */
export function longestGap({ acknowledged }: Writer): number {
  const times = [...acknowledged.values()];
  return Math.max(0, ...times.slice(1).map((time, index) => time - (times[index] ?? time)));
}

/** One line of it is one write; it gives back the number that was acknowledged, and ends when its server goes away. */
interface Session {
  write(number: number): Promise<boolean>;
  close(): void;
}

function startWriter(open: () => Promise<Session>): Writer {
  const acknowledged = new Map<number, number>();
  let ended = false;
  let waiting: { until: number; resolve: () => void } | undefined;
  const run = (async () => {
    let next = 1;
    while (!ended) {
      const session = await open().catch(() => undefined);
      while (!ended && session !== undefined) {
        const number = next;
        // A number is used once, so that what was not acknowledged proves nothing either way.
        next += 1;
        if (!(await session.write(number))) break;
        acknowledged.set(number, Date.now());
        if (waiting !== undefined && acknowledged.size >= waiting.until) waiting.resolve();
        await delay(1);
      }
      session?.close();
      if (!ended) await delay(20);
    }
  })();
  return {
    acknowledged,
    more: (count) =>
      new Promise((resolve) => {
        waiting = { until: acknowledged.size + count, resolve };
      }),
    async stop() {
      ended = true;
      await run;
    },
  };
}

/** Appends numbers to the Redis list `written`. */
export function redisWriter(port: number): Writer {
  return startWriter(async () => {
    const socket: Socket = connect({ host: '127.0.0.1', port });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    let answer: (ok: boolean) => void = () => {};
    socket.on('data', (data) => answer(data.toString().startsWith(':')));
    socket.on('close', () => answer(false));
    socket.on('error', () => answer(false));
    return {
      write: (number) =>
        new Promise((resolve) => {
          answer = resolve;
          if (socket.destroyed) resolve(false);
          else socket.write(`RPUSH written ${number}\r\n`);
        }),
      close: () => socket.destroy(),
    };
  });
}

/** Inserts numbers into the table `written`, through psql in the container. */
export function postgresWriter(container: string): Writer {
  return startWriter(async () => {
    const command = ['psql', '-U', 'postgres', '-qAt'];
    const child: ChildProcess = spawn('docker', ['exec', '-i', container, ...command], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let answer: (ok: boolean) => void = () => {};
    let isGone = false;
    const gone = () => {
      isGone = true;
      answer(false);
    };
    child.once('close', gone);
    child.once('error', gone);
    child.stdin?.on('error', gone);
    let expected = 0;
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => answer(line === String(expected)));
    return {
      write: (number) =>
        new Promise((resolve) => {
          expected = number;
          answer = resolve;
          if (isGone) resolve(false);
          else child.stdin?.write(`INSERT INTO written VALUES (${number}) RETURNING n;\n`);
        }),
      close: () => child.kill(),
    };
  });
}
