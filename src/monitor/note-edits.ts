import type { Disposable } from 'vscode';
import { entriesOfEdit, entryOfGoneFile } from '../../core/monitor/describe-edit.ts';
import type { TimelineEntry } from '../../core/monitor/timeline.ts';
import type { Project } from '../../core/project/project.ts';
import type { DeclaredProjects } from '../stack-view/declared-projects.ts';

/** Notes what edits of the workspace's Compose files did, as soon as they are on the disk. */
export function noteEdits(projects: DeclaredProjects, note: (entry: TimelineEntry) => void): Disposable {
  let known = byDirectory(projects);
  return projects.onDidChange(() => {
    const now = byDirectory(projects);
    const at = Date.now();
    for (const [directory, after] of now) {
      const before = known.get(directory);
      if (before === undefined || before === after) continue;
      const [file] = after.composeFiles;
      for (const entry of entriesOfEdit(before, after, { at, file })) note(entry);
    }
    for (const [directory, before] of known) {
      if (now.has(directory)) continue;
      note(entryOfGoneFile(before, at));
    }
    known = now;
  });
}

function byDirectory(projects: DeclaredProjects): ReadonlyMap<string, Project> {
  return new Map(projects.list().map((project) => [project.directory, project]));
}
