import { chmodSync } from 'node:fs';
import { statQuietly } from '../stat-quietly.ts';

/** Restorations of one file within the window, from which on it is a struggle with a program that doesn't give in. */
const limit = 6;
const window = 60_000;

/** Notices when a file has to be restored again and again, and takes away its write permission then. */
export interface RestoreLoop {
  /** Notes a restoration. True when the file was made read-only by this one. */
  restored(file: string, now: number): boolean;
  /** Gives the write permission back, if it was taken here. */
  release(file: string): void;
  isReadOnly(file: string): boolean;
}

export function createRestoreLoop(): RestoreLoop {
  const times = new Map<string, number[]>();
  const modes = new Map<string, number>();
  return {
    restored(file, now) {
      const recent = [...(times.get(file) ?? []).filter((time) => now - time < window), now];
      times.set(file, recent);
      if (recent.length < limit) return false;
      const mode = statQuietly(file)?.mode;
      if (mode === undefined) return false;
      const isNew = !modes.has(file);
      if (isNew) modes.set(file, Number(mode) & 0o777);
      // A program that replaces the file instead of writing to it brings its own permissions: take them each time.
      chmodSync(file, Number(mode) & 0o555);
      return isNew;
    },
    release(file) {
      const mode = modes.get(file);
      modes.delete(file);
      times.delete(file);
      if (mode !== undefined && statQuietly(file)) chmodSync(file, mode);
    },
    isReadOnly: (file) => modes.has(file),
  };
}
