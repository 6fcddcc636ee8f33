import { setTimeout as delay } from 'node:timers/promises';
import type { Project } from '../../core/project/project.ts';
import { type Journal, readJournal, removeJournal } from './journal.ts';
import { lockHolder } from './lock.ts';
import { isAlive } from './process-mark.ts';
import { restartFolder } from './restart-folder.ts';
import { openStackPoints, type StackPoint } from './stack-points.ts';

/** A restart that was cut off: its process was killed, or the engine stayed away. */
export interface UnfinishedRestart {
  readonly journal: Journal;
  /** What it went out from. */
  readonly point: StackPoint;
  /** Services that it had done with. */
  readonly done: readonly string[];
  /** The one that it was at. */
  readonly broken: readonly string[];
  /** Services that it had not come to. */
  readonly open: readonly string[];
}

interface Place {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly project: Pick<Project, 'directory' | 'name'>;
}

/** The restart of a project that was cut off after it had touched something; undefined while one is running. */
export function findUnfinished({ environment, project }: Place): UnfinishedRestart | undefined {
  const folder = restartFolder(environment, project);
  const journal = readJournal(folder);
  if (journal === undefined || lockHolder(folder) !== undefined) return undefined;
  const point = openStackPoints(folder).read(journal.point);
  const of = (...states: readonly string[]) =>
    journal.steps.filter(({ state }) => states.includes(state)).map(({ service }) => service);
  const broken = of('touched');
  const open = of('waiting');
  const done = of('up', 'put-back', 'left');
  if (point === undefined || broken.length + done.length === 0 || broken.length + open.length === 0) return undefined;
  return { journal, point, done, broken, open };
}

/** Drops it: the stack stays as it is. Its restore point stays, too. */
export function forgetUnfinished({ environment, project }: Place): void {
  removeJournal(restartFolder(environment, project));
}

const apart = 200;

/**
 * Waits for a Compose that outlived the restart that called it: two at once would undo each other.
 *
 * @param limit milliseconds
 * @returns false when it is still at work after that time
 */
export async function untilComposeEnded({ journal }: UnfinishedRestart, limit = 60_000): Promise<boolean> {
  const end = Date.now() + limit;
  while (journal.compose !== undefined && isAlive(journal.compose)) {
    if (Date.now() > end) return false;
    await delay(apart);
  }
  return true;
}

/** The restart in words: what happened, and how far it was. */
export function describeUnfinished({ journal, done, broken, open }: UnfinishedRestart): string {
  const parts = [
    done.length > 0 ? `${done.join(', ')} done` : '',
    broken.length > 0 ? `${broken.join(', ')} cut off in the middle` : '',
    open.length > 0 ? `${open.join(', ')} not begun` : '',
  ];
  return `The restart of ${journal.at.replace('T', ' ').slice(0, 16)} UTC was cut off: ${parts.filter((part) => part !== '').join('; ')}.`;
}
