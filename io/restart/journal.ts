import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RestartStep } from '../../core/stack/restart-plan.ts';
import { openRecordFolder } from '../state/record-folder.ts';
import type { ProcessMark } from './process-mark.ts';

/** How far a restart got, as it stands on the disk. It is there only while a restart runs, and after one was cut off. */
export interface Journal {
  /** ISO 8601, UTC: when the restart began. */
  readonly at: string;
  /** The restore point that it can go back to. */
  readonly point: string;
  /** The services that were chosen; none: all. */
  readonly services: readonly string[];
  readonly steps: readonly JournalStep[];
  /** A Compose that was at work, which may outlive the restart that called it. */
  readonly compose?: ProcessMark | undefined;
}

export interface JournalStep {
  readonly service: string;
  readonly action: RestartStep['action'];
  /** `touched`: Compose was called for it, and it was not seen up since. */
  readonly state: 'waiting' | 'touched' | 'up' | 'put-back' | 'left';
}

const name = 'journal';

/** The journal of a project's restarts; undefined when none was cut off or is running. */
export function readJournal(folder: string): Journal | undefined {
  const record = openRecordFolder(folder).read(name) as Journal | undefined;
  return typeof record?.point === 'string' && Array.isArray(record.steps) ? record : undefined;
}

/** Writes it; on return it is on the disk. */
export function writeJournal(folder: string, journal: Journal): void {
  openRecordFolder(folder).write(name, journal);
}

export function removeJournal(folder: string): void {
  rmSync(join(folder, `${name}.json`), { force: true });
}
