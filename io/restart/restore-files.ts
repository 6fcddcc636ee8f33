import { judgeEdit } from '../../core/guard/judge-edit.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import { overlay } from '../../core/text/file-view.ts';
import { restoreTexts } from '../approval/restore-version.ts';
import { disk } from '../disk.ts';
import { readPolicy } from '../policy/read-policy.ts';
import { findProjectState } from '../state/find-project-state.ts';
import { openState } from '../state/state.ts';
import { stateFolder } from '../state/state-folder.ts';
import { restartFolder } from './restart-folder.ts';
import { openStackPoints, type PointFile, type StackPoint } from './stack-points.ts';

/** A file that differs between a restore point and now. */
export interface FileDifference {
  readonly file: PointFile;
  /** Undefined: absent. */
  readonly then: string | undefined;
  readonly now: string | undefined;
}

interface PointOptions {
  readonly point: StackPoint;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The files of a point that are other ones now. A text that is no longer kept counts as no difference. */
export function differingFiles({ point, environment }: PointOptions): readonly FileDifference[] {
  const points = openStackPoints(restartFolder(environment, point.project));
  return point.files.flatMap((file) => {
    const then = points.text(file);
    const now = disk.readText(file.path);
    if (then === now || (file.hash !== null && then === undefined)) return [];
    return [{ file, then, now }];
  });
}

/** What the guard says of bringing these files back: an older file may lack services that were added since. */
export function judgeRestore({ point, environment }: PointOptions, files: readonly FileDifference[]): Judgement {
  const after = overlay(disk, new Map(files.map(({ file, then }) => [file.path, then])));
  const { directory } = point.project;
  const policy = readPolicy({ stateFolder: stateFolder(environment), directory, view: disk });
  return judgeEdit({ before: disk, after, request: { directory, environment }, policy });
}

/** Brings files back. What stands in their places now is kept in the state folder first. */
export function restoreFiles(
  { point, environment }: PointOptions,
  files: readonly FileDifference[],
  road: 'editor' | 'terminal',
): void {
  const state = openState(stateFolder(environment));
  const { directory } = point.project;
  const composeFiles = point.files.filter(({ role }) => role === 'compose').map(({ path }) => path);
  const project = findProjectState(state, { directory, files: composeFiles }) ?? state.project({ directory });
  const texts = new Map(files.map(({ file, then }) => [file.path, then]));
  restoreTexts(
    { state: project, audit: state.audit, road },
    texts,
    `restore point of ${point.at.replace('T', ' ').slice(0, 16)} UTC`,
  );
}
