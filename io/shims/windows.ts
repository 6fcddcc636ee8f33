import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from '../is-running.ts';
import { statQuietly } from '../stat-quietly.ts';
import { openRecordFolder } from '../state/record-folder.ts';

/** A VS Code window that can be asked. Its record lies in a folder that only the person can read. */
export interface WindowRecord {
  readonly id: string;
  readonly pid: number;
  /** Path of a Unix socket, or name of a Windows pipe. */
  readonly socket: string;
  /** Whoever asks has to show it: a pipe's name can be found by others. */
  readonly token: string;
  /** Absolute folders of the workspace. */
  readonly folders: readonly string[];
  /** Milliseconds since 1970. */
  readonly openedAt: number;
}

/** The variable by which a terminal knows its window. */
export const windowVariable = 'HOLDFAST_WINDOW';

/** Systems take no longer path for a socket. */
const longestSocket = 100;

function recordsIn(stateFolder: string) {
  return openRecordFolder(join(stateFolder, 'windows'));
}

/** Windows that run, the one of the given id first, then those that have the folder open, newest first. */
export function windowsToAsk(
  stateFolder: string,
  { id, cwd }: { readonly id: string | undefined; readonly cwd: string },
): readonly WindowRecord[] {
  const records = recordsIn(stateFolder);
  const all = records.names().flatMap((name) => {
    const record = records.read(name) as WindowRecord | undefined;
    return record?.id === name && typeof record.socket === 'string' && isRunning(record.pid) ? [record] : [];
  });
  const near = all.filter(
    (record) => record.id !== id && record.folders?.some((folder) => `${cwd}/`.startsWith(`${folder}/`)),
  );
  return [...all.filter((record) => record.id === id), ...near.sort((a, b) => b.openedAt - a.openedAt)];
}

/** Makes a place for a window to be asked at, and clears away those of windows that are gone. */
export function makeWindowPlace(
  stateFolder: string,
  folders: readonly string[],
): { readonly record: WindowRecord; publish(folders: readonly string[]): void; dispose(): void } {
  const records = recordsIn(stateFolder);
  for (const name of records.names()) {
    const record = records.read(name) as WindowRecord | undefined;
    if (record && isRunning(record.pid)) continue;
    records.remove(name);
    if (typeof record?.socket === 'string' && statQuietly(record.socket)?.isSocket())
      rmSync(record.socket, { force: true });
  }
  const id = randomBytes(6).toString('hex');
  const { socket, folder } = socketFor(stateFolder, id);
  let record: WindowRecord = {
    id,
    pid: process.pid,
    socket,
    token: randomBytes(24).toString('hex'),
    folders,
    openedAt: Date.now(),
  };
  return {
    get record() {
      return record;
    },
    publish(now) {
      record = { ...record, folders: now };
      records.write(id, record);
    },
    dispose() {
      records.remove(id);
      if (process.platform !== 'win32') rmSync(socket, { force: true });
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

function socketFor(stateFolder: string, id: string): { readonly socket: string; readonly folder?: string } {
  if (process.platform === 'win32') return { socket: `\\\\.\\pipe\\holdfast-${id}` };
  const parent = join(stateFolder, 'windows');
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  const socket = join(parent, `${id}.sock`);
  if (Buffer.byteLength(socket) <= longestSocket) return { socket };
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-'));
  return { socket: join(folder, 's'), folder };
}
