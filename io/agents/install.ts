import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { writeFileAtomically } from '../write-file.ts';
import { hookCommand } from './launcher.ts';
import type { AgentSetup, Place, SetupFile } from './setup.ts';
import { addEntries, removeEntries } from './shared-file.ts';

/** A change of one file that installing or removing would make. */
export interface PlannedFile {
  readonly path: string;
  /** Undefined: there is no file. */
  readonly before: string | undefined;
  /** Undefined: the file is removed. */
  readonly after: string | undefined;
  readonly executable: boolean;
}

/** Thrown for a file of someone else that stands where ours has to be, and for one that was changed since it was planned. */
export class SetupConflict extends Error {
  override readonly name = 'SetupConflict';
}

const mark = /holdfast/i;

/** Whether an entry in a shared file calls Holdfast. */
export function isOurs(value: unknown): boolean {
  return mark.test(JSON.stringify(value) ?? '');
}

export interface AgentPlace {
  readonly agent: AgentSetup;
  readonly place: Place;
  /** Absolute path of the launcher. */
  readonly launcher: string;
  readonly stateFolder: string;
}

/** The files of an agent as they would be with Holdfast's hook. Files that need no change are left out. */
export function planInstall({ agent, place, launcher }: AgentPlace): readonly PlannedFile[] {
  return agent
    .files(place, hookCommand(launcher, agent.name, place.platform))
    .map((file) => {
      const before = read(file.path);
      if (file.kind === 'own') {
        if (before !== undefined && !mark.test(before))
          throw new SetupConflict(
            `${file.path} is there already and not ours; call "${launcher} hook ${agent.name}" from it`,
          );
        return { path: file.path, before, after: file.text, executable: file.executable === true };
      }
      return { path: file.path, before, after: addEntries(before, file.entries, isOurs), executable: false };
    })
    .filter(({ before, after }) => before !== after);
}

/** The files of an agent as they would be without the hook: as they were before, to the byte, unless someone changed them since. */
export function planUninstall({ agent, place, launcher, stateFolder }: AgentPlace): readonly PlannedFile[] {
  return agent
    .files(place, hookCommand(launcher, agent.name, place.platform))
    .map((file) => ({
      path: file.path,
      before: read(file.path),
      after: withoutHook(file, stateFolder),
      executable: false,
    }))
    .filter(({ before, after }) => before !== after);
}

function withoutHook(file: SetupFile, stateFolder: string): string | undefined {
  const now = read(file.path);
  if (now === undefined) return undefined;
  const former = formerText(stateFolder, file.path);
  if (former !== undefined) return former.text;
  if (file.kind === 'own') return mark.test(now) ? undefined : now;
  return removeEntries(now, file.entries, isOurs);
}

/** What stood in a file before it was written; undefined when it wasn't, or was changed since. */
export function formerText(stateFolder: string, path: string): { readonly text: string | undefined } | undefined {
  const kept = readRecord(stateFolder, path);
  return kept !== undefined && kept.after === read(path) ? { text: kept.before ?? undefined } : undefined;
}

/**
 * Writes planned files. What stood there is kept in the state folder first, so that uninstalling gives it back.
 *
 * @throws SetupConflict when a file is another one than was planned with; nothing is written then
 */
export function carryOut(plan: readonly PlannedFile[], stateFolder: string): void {
  const changed = plan.find(({ path, before }) => read(path) !== before);
  if (changed !== undefined)
    throw new SetupConflict(
      `${changed.path} was changed since this was planned, so nothing was written; please try again`,
    );
  for (const { path, before, after, executable } of plan) {
    const record = recordFile(stateFolder, path);
    if (after === undefined) {
      rmSync(path, { force: true });
      dropFolders(readRecord(stateFolder, path)?.folders ?? []);
      rmSync(record, { force: true });
      continue;
    }
    const kept = readRecord(stateFolder, path);
    const original = kept !== undefined && kept.after === before ? kept.before : (before ?? null);
    writeFileAtomically(
      record,
      `${JSON.stringify({ path, before: original, after, folders: kept?.folders ?? missingFolders(path) } satisfies InstallRecord)}\n`,
      {
        mode: 0o600,
        makeFolder: 0o700,
      },
    );
    writeFileAtomically(path, after, { makeFolder: 0o755, ...(executable && { mode: 0o755 }) });
    if (original === after) rmSync(record, { force: true });
  }
}

interface InstallRecord {
  readonly path: string;
  readonly before: string | null;
  readonly after: string;
  /** Folders that were made for the file, outermost first. */
  readonly folders: readonly string[];
}

function recordFile(stateFolder: string, path: string): string {
  return join(stateFolder, 'agents', `${createHash('sha256').update(path).digest('hex').slice(0, 24)}.json`);
}

function readRecord(stateFolder: string, path: string): InstallRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(recordFile(stateFolder, path), 'utf8')) as InstallRecord;
    return record.path === path ? record : undefined;
  } catch {
    return undefined;
  }
}

/** The folders above a file that have to be made for it, outermost first. */
function missingFolders(path: string): readonly string[] {
  const folder = dirname(path);
  return existsSync(folder) ? [] : [...missingFolders(folder), folder];
}

function dropFolders(folders: readonly string[]): void {
  try {
    for (const folder of [...folders].reverse()) rmdirSync(folder);
  } catch {
    // Something else is in it by now.
  }
}

export function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Whether an agent is on this machine: its folder in the home, or its program in PATH. */
export function isPresent(
  agent: AgentSetup,
  home: string,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (agent.traces.folders.some((folder) => existsSync(join(home, folder)))) return true;
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  return agent.traces.programs.some((name) =>
    folders.some((folder) => endings.some((ending) => existsSync(join(folder, name + ending)))),
  );
}
