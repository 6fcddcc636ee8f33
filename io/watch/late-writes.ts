import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { largestText } from '../disk.ts';

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
      const stop = followFile(file, {
        onText(text) {
          arrived.set(file, { text, proposal });
          onArrival();
        },
        onEnd: (ended) => following.delete(ended),
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

/** @returns what ends it; undefined when there is no file to look after */
function followFile(
  file: string,
  { onText, onEnd }: { readonly onText: (text: string) => void; readonly onEnd: (stop: () => void) => void },
): (() => void) | undefined {
  const handle = openFile(file);
  if (handle === undefined) return undefined;
  let reported = stampOf(handle);
  let seen = reported;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const stop = () => {
    if (isClosed) return;
    isClosed = true;
    clearTimeout(timer);
    closeSync(handle);
    onEnd(stop);
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
        const text = readWhole(handle);
        if (text !== undefined) onText(text);
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

/** Opens what stands there, if it is a file: to open a pipe would wait for somebody who writes into it. */
function openFile(file: string): number | undefined {
  try {
    const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    if (fstatSync(handle).isFile()) return handle;
    closeSync(handle);
  } catch {
    // It is gone, or not ours to read.
  }
  return undefined;
}

function stampOf(handle: number): string {
  const stat = fstatSync(handle, { bigint: true });
  return `${stat.size}:${stat.mtimeNs}`;
}

/** Undefined for what is too large to be read, as on the disk. */
function readWhole(handle: number): string | undefined {
  const { size } = fstatSync(handle);
  if (size > largestText) return undefined;
  const bytes = Buffer.alloc(size);
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(handle, bytes, filled, bytes.length - filled, filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.toString('utf8', 0, filled);
}
