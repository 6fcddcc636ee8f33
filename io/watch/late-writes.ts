import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** Milliseconds between the looks at a replaced file, while nothing happens to it. */
const pauses = [10, 30, 100, 350, 1000, 2500];

/** Milliseconds for which a file that was just written to must stay as it is to be at rest. */
const rest = 10;

export interface LateWrite {
  /** The whole text of the replaced file. */
  readonly text: string;
  /** The proposal that was made of what stood in it before. */
  readonly proposal: string | undefined;
}

/**
 * Replacing a file by renaming leaves a program that has the old one open writing into the void. This keeps replaced files
 * open for a while and tells when more was written to them, so that no part of an edit is lost.
 */
export interface LateWrites {
  /** Starts to look after the file that stands at this path now; to be called just before it is replaced. */
  follow(file: string, proposal: string | undefined): void;
  /** What came since the last call, by path. */
  take(): ReadonlyMap<string, LateWrite>;
  dispose(): void;
}

/** @param onArrival called when there is something to take */
export function createLateWrites(onArrival: () => void): LateWrites {
  const arrived = new Map<string, LateWrite>();
  const following = new Set<() => void>();
  return {
    follow(file, proposal) {
      // Windows doesn't let an open file be replaced.
      if (process.platform === 'win32') return;
      const stop = followFile(file, (text) => {
        arrived.set(file, { text, proposal });
        onArrival();
      });
      if (stop) following.add(stop);
    },
    take() {
      const taken = new Map(arrived);
      arrived.clear();
      return taken;
    },
    dispose() {
      for (const stop of following) stop();
    },
  };
}

function followFile(file: string, onText: (text: string) => void): (() => void) | undefined {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch {
    return undefined;
  }
  let reported = stampOf(handle);
  let seen = reported;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const stop = () => {
    if (isClosed) return;
    isClosed = true;
    clearTimeout(timer);
    closeSync(handle);
  };
  const look = (index: number, pause: number | undefined) => {
    if (pause === undefined) {
      stop();
      return;
    }
    timer = setTimeout(() => {
      const now = stampOf(handle);
      const isMoving = now !== seen;
      seen = now;
      if (!isMoving && now !== reported) {
        reported = now;
        onText(readWhole(handle));
      }
      if (isClosed) return;
      if (isMoving) look(index, rest);
      else look(index + 1, pauses[index + 1]);
    }, pause);
    timer.unref();
  };
  look(0, pauses[0]);
  return stop;
}

function stampOf(handle: number): string {
  const stat = fstatSync(handle, { bigint: true });
  return `${stat.size}:${stat.mtimeNs}`;
}

function readWhole(handle: number): string {
  const bytes = Buffer.alloc(fstatSync(handle).size);
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(handle, bytes, filled, bytes.length - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.toString('utf8', 0, filled);
}
