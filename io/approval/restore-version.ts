import { rmSync } from 'node:fs';
import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import { overlay } from '../../core/text/file-view.ts';
import { disk } from '../disk.ts';
import type { AuditLog } from '../state/audit-log.ts';
import type { RestorePoint } from '../state/restore-points.ts';
import type { ProjectState } from '../state/state.ts';
import { writeFileAtomically } from '../write-file.ts';

type Texts = ReadonlyMap<string, string | undefined>;

export interface RestoreOptions {
  readonly state: ProjectState;
  readonly audit: AuditLog;
  readonly road: 'editor' | 'terminal';
}

/** The text of one version, as `restoreTexts` takes it; undefined when it is not in the state folder any more. */
export function versionTexts(state: ProjectState, point: RestorePoint): Texts | undefined {
  const text = state.restorePoints.text(point);
  return point.hash !== null && text === undefined ? undefined : new Map([[point.file, text]]);
}

/**
 * All files of the project as they were accepted at the time of a version: of each the newest one until then, and the version
 * itself. Undefined when a text is not in the state folder any more.
 */
export function projectTexts(state: ProjectState, point: RestorePoint): Texts | undefined {
  const texts = new Map<string, string | undefined>();
  for (const other of [point, ...state.restorePoints.list()]) {
    if (texts.has(other.file) || other.id > point.id) continue;
    if (other.fate === 'held' && other !== point) continue;
    const text = versionTexts(state, other);
    if (text === undefined) return undefined;
    texts.set(other.file, text.get(other.file));
  }
  return texts;
}

/** What the files of now no longer have of former texts: services, volumes and whatever else an edit could lose. */
export function missingSince(judge: ProjectJudge, texts: Texts): Judgement {
  return judge.judge(overlay(disk, texts), disk);
}

/** The files with some of what is missing brought back to its place, and everything else as it is now. */
export function withParts(judge: ProjectJudge, texts: Texts, changeIds: readonly string[]): Texts {
  const judgement = missingSince(judge, texts);
  const stayingAway = heldChanges(judgement.changes).flatMap(({ id }) => (changeIds.includes(id) ? [] : id));
  return judge.hold({ before: overlay(disk, texts), after: disk, judgement, approved: new Set(stayingAway) });
}

/**
 * Writes former texts over the files, because a person said so. What stands in their place now is kept first.
 *
 * @param texts by file; undefined: the file is removed
 * @param note what it is, for the audit log
 * @returns the files that were written
 */
export function restoreTexts({ state, audit, road }: RestoreOptions, texts: Texts, note: string): readonly string[] {
  const changed = [...texts].filter(([file, text]) => disk.readText(file) !== text);
  for (const [file] of changed) state.restorePoints.add({ file, text: disk.readText(file), road, fate: 'accepted' });
  const baseline = state.baseline.read();
  const shaping = changed.filter(([file]) => baseline?.has(file));
  if (baseline && shaping.length > 0) state.baseline.write(new Map([...baseline, ...shaping]));
  for (const [file, text] of changed) {
    if (text === undefined) rmSync(file, { force: true });
    else writeFileAtomically(file, text, { makeFolder: 0o777 });
    state.restorePoints.add({ file, text, road, fate: 'approved' });
  }
  const files = changed.map(([file]) => file);
  if (files.length > 0) audit.append({ event: 'restored', road, project: state.directory, files, note });
  return files;
}
