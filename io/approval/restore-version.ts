import { rmSync } from 'node:fs';
import { disk } from '../disk.ts';
import type { AuditLog } from '../state/audit-log.ts';
import type { RestorePoint } from '../state/restore-points.ts';
import type { ProjectState } from '../state/state.ts';
import { writeFileAtomically } from '../write-file.ts';

interface RestoreOptions {
  readonly state: ProjectState;
  readonly audit: AuditLog;
  readonly road: 'editor' | 'terminal';
}

/**
 * Brings a version back, because a person said so. What stands in its place now is kept first.
 *
 * @returns false when the version's text is not in the state folder any more; nothing is written then
 */
export function restoreVersion(options: RestoreOptions, point: RestorePoint): boolean {
  const { state } = options;
  const { file } = point;
  const text = state.restorePoints.text(point);
  if (point.hash !== null && text === undefined) return false;
  restoreText(options, { file, text, note: `version of ${point.at}` });
  return true;
}

/** Writes a text in a file's place, or removes the file, because a person said so. What stands there now is kept first. */
export function restoreText(
  { state, audit, road }: RestoreOptions,
  { file, text, note }: { readonly file: string; readonly text: string | undefined; readonly note: string },
): void {
  state.restorePoints.add({ file, text: disk.readText(file), road, fate: 'accepted' });
  const baseline = state.baseline.read();
  if (baseline?.has(file)) state.baseline.write(new Map([...baseline, [file, text]]));
  if (text === undefined) rmSync(file, { force: true });
  else writeFileAtomically(file, text, { makeFolder: 0o777 });
  state.restorePoints.add({ file, text, road, fate: 'approved' });
  audit.append({ event: 'restored', road, project: state.directory, files: [file], note });
}
