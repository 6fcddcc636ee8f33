import { basename } from 'node:path';
import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { restoreVersion } from '../../io/approval/restore-version.ts';
import { toPortablePath } from '../../io/disk.ts';
import type { AuditRoad } from '../../io/state/audit-log.ts';
import type { RestorePoint } from '../../io/state/restore-points.ts';
import type { ProjectState, State } from '../../io/state/state.ts';

const versionScheme = 'holdfast-version';

/** Shows versions of restore points as documents. The query is the restore point's id. */
export function provideVersions(projects: () => readonly ProjectState[]): Disposable {
  return workspace.registerTextDocumentContentProvider(versionScheme, {
    provideTextDocumentContent({ query }) {
      for (const project of projects()) {
        const point = project.restorePoints.list().find(({ id }) => id === query);
        if (point) return project.restorePoints.text(point) ?? '';
      }
      return '';
    },
  });
}

/** Lets a person pick one of the versions that Holdfast has seen, look at it, and bring it back after a final yes. */
export async function browseRestorePoints(state: State, projects: readonly ProjectState[]): Promise<void> {
  const points = projects.flatMap((project) => project.restorePoints.list().map((point) => ({ project, point })));
  points.sort((a, b) => (a.point.id < b.point.id ? 1 : -1));
  if (points.length === 0) {
    await window.showInformationMessage('There are no restore points yet: no Compose file was seen in this workspace.');
    return;
  }
  const items = points.map(({ project, point }) => ({
    label: `${icons[point.fate]} ${basename(point.file)}`,
    description: new Date(point.at).toLocaleString(),
    detail: `${point.hash === null ? 'the file was absent' : fates[point.fate]}, ${roads[point.road]} — ${point.file}`,
    project,
    point,
  }));
  const picked = await window.showQuickPick(items, {
    placeHolder: 'A version to look at',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) return;
  const { project, point } = picked;
  const version = Uri.file(point.file).with({ scheme: versionScheme, query: point.id });
  const title = `${basename(point.file)}: ${new Date(point.at).toLocaleString()} ↔ now`;
  await commands.executeCommand('vscode.diff', version, Uri.file(point.file), title);

  const restore = 'Restore This Version…';
  if ((await window.showInformationMessage(`${title}`, restore)) !== restore) return;
  await confirmRestore(state, project, point);
}

async function confirmRestore(state: State, project: ProjectState, point: RestorePoint): Promise<void> {
  const isUnsaved = workspace.textDocuments.some(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && toPortablePath(uri.fsPath) === point.file,
  );
  if (isUnsaved) {
    await window.showWarningMessage(`${basename(point.file)} has unsaved edits. Save or revert them first.`);
    return;
  }
  const yes = 'Restore';
  const detail = 'The version that is there now is kept as a restore point. Services that only it has leave the file.';
  const question = `Replace ${basename(point.file)} by the version of ${new Date(point.at).toLocaleString()}?`;
  if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  if (!restoreVersion({ state: project, audit: state.audit, road: 'editor' }, point)) {
    await window.showErrorMessage('The text of this version is not in the state folder any more. Nothing was written.');
  }
}

const icons = { accepted: '$(history)', held: '$(lock)', approved: '$(check)' } as const;

const fates = { accepted: 'was accepted', held: 'was held', approved: 'was approved' } as const;

const roads: Readonly<Record<AuditRoad, string>> = {
  hook: 'proposed by an agent',
  save: 'saved in the editor',
  disk: 'written to disk',
  gate: 'committed',
  git: 'checked out by git',
  editor: 'by your word in the editor',
  terminal: 'by your word in a terminal',
  command: 'by a command',
  start: 'found when Holdfast started',
};
