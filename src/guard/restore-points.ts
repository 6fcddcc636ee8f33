import { commands, type Disposable, l10n, type QuickPickItem, QuickPickItemKind, Uri, window, workspace } from 'vscode';
import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { heldChanges } from '../../core/guard/judge.ts';
import {
  missingSince,
  projectTexts,
  restoreTexts,
  versionTexts,
  withParts,
} from '../../io/approval/restore-version.ts';
import { toPortablePath } from '../../io/disk.ts';
import type { RestorePoint, VersionFate } from '../../io/state/restore-points.ts';
import type { ProjectIdentity, ProjectState, State } from '../../io/state/state.ts';
import { describeChange, listed, plainText } from './describe-change.ts';
import { fileName } from './file-name.ts';
import { roadInWords } from './road-words.ts';

const versionScheme = 'holdfast-version';

type Texts = ReadonlyMap<string, string | undefined>;

export interface RestorePointOptions {
  readonly state: State;
  readonly projects: readonly ProjectState[];
  readonly judgeFor: (identity: ProjectIdentity) => ProjectJudge;
}

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

/**
 * Lets a person pick one of the versions that Holdfast has seen, compare it with the file, and bring back the file, single
 * services and volumes of it, or the project as it was then, each after a final yes.
 */
export async function browseRestorePoints(options: RestorePointOptions): Promise<void> {
  const picked = await choosePoint(options.projects);
  if (!picked) return;
  const { project, point } = picked;
  const version = Uri.file(point.file).with({ scheme: versionScheme, query: point.id });
  const title = l10n.t('{0}: {1} ↔ now', fileName(point.file), timeOf(point));
  await commands.executeCommand('vscode.diff', version, Uri.file(point.file), title);

  const own = versionTexts(project, point);
  if (own === undefined) {
    await sayTextIsGone();
    return;
  }
  const restoration = await chooseRestoration(options, picked, own);
  if (restoration) await confirmRestoration(options, project, restoration);
}

interface Picked {
  readonly project: ProjectState;
  readonly point: RestorePoint;
}

async function choosePoint(projects: readonly ProjectState[]): Promise<Picked | undefined> {
  const points = projects.flatMap((project) => project.restorePoints.list().map((point) => ({ project, point })));
  points.sort((a, b) => (a.point.id < b.point.id ? 1 : -1));
  if (points.length === 0) {
    await window.showInformationMessage(
      l10n.t('There are no restore points yet: no Compose file was seen in this workspace.'),
    );
    return undefined;
  }
  const items: (QuickPickItem & Partial<Picked>)[] = [];
  let day = '';
  for (const { project, point } of points) {
    const date = new Date(point.at).toLocaleDateString();
    if (date !== day) items.push({ label: date, kind: QuickPickItemKind.Separator });
    day = date;
    items.push({
      label: `${icons[point.fate]} ${fileName(point.file)}`,
      description: new Date(point.at).toLocaleTimeString(),
      detail: `${point.hash === null ? l10n.t('the file was absent') : fateInWords(point.fate)}, ${roadInWords(point.road)} — ${plainText(point.file)}`,
      project,
      point,
    });
  }
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Restore points: every version of a file that Holdfast has seen'),
    placeHolder: l10n.t('A version to compare with the file as it is now'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  return picked?.project && picked.point ? { project: picked.project, point: picked.point } : undefined;
}

/** What a person wants back, as the texts that it would leave. */
interface Restoration {
  readonly texts: Texts;
  readonly question: string;
  readonly note: string;
}

async function chooseRestoration(
  { judgeFor }: RestorePointOptions,
  { project, point }: Picked,
  own: Texts,
): Promise<Restoration | undefined> {
  const judge = judgeFor(project);
  const file = fileName(point.file);
  const time = timeOf(point);
  const missing = point.hash === null ? [] : heldChanges(missingSince(judge, own).changes);
  const parts = {
    label: l10n.t('$(checklist) Bring Back Services and Volumes…'),
    detail: listed(missing.map(describeChange), 4),
  };
  const whole = {
    label: l10n.t('$(discard) Restore the Whole File'),
    detail: l10n.t('{0} becomes exactly this version', file),
  };
  const all = {
    label: l10n.t('$(files) Restore the Project as It Was Then'),
    detail: l10n.t('every file of the project, each in the version of that time'),
  };
  const action = await window.showQuickPick([...(missing.length > 0 ? [parts] : []), whole, all], {
    title: l10n.t('The version of {0}', time),
    placeHolder: l10n.t('Compare below; Escape leaves everything as it is'),
    ignoreFocusOut: true,
  });
  if (action === parts) {
    const picked = await window.showQuickPick(
      missing.map((change) => ({ label: describeChange(change), detail: plainText(change.message), change })),
      { canPickMany: true, title: l10n.t('What comes back?'), ignoreFocusOut: true },
    );
    if (!picked?.length) return undefined;
    const ids = picked.map(({ change }) => change.id);
    return {
      texts: withParts(judge, own, ids),
      question: l10n.t('Bring back what {0} had at {1}?', file, time),
      note: `${ids.join(', ')} of the version of ${point.at}`,
    };
  }
  if (action === whole) {
    return {
      texts: own,
      question: l10n.t('Replace {0} by the version of {1}?', file, time),
      note: `version of ${point.at}`,
    };
  }
  if (action !== all) return undefined;
  const texts = projectTexts(project, point);
  if (texts === undefined) {
    await sayTextIsGone();
    return undefined;
  }
  return { texts, question: l10n.t('Put the project back to {0}?', time), note: `the project as of ${point.at}` };
}

async function sayTextIsGone(): Promise<void> {
  await window.showErrorMessage(l10n.t('The text of this version is not in the state folder any more.'));
}

async function confirmRestoration(
  { state }: RestorePointOptions,
  project: ProjectState,
  { texts, question, note }: Restoration,
): Promise<void> {
  const unsaved = workspace.textDocuments.find(
    ({ isDirty, uri }) => isDirty && uri.scheme === 'file' && texts.has(toPortablePath(uri.fsPath)),
  );
  if (unsaved) {
    const name = fileName(unsaved.uri.fsPath);
    await window.showWarningMessage(l10n.t('{0} has unsaved edits. Save or revert them first.', name));
    return;
  }
  const yes = l10n.t('Restore');
  const detail = [
    ...[...texts.keys()].map((file) => `• ${plainText(file)}`),
    '',
    l10n.t('The versions that are there now are kept as restore points first.'),
  ].join('\n');
  if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  const written = restoreTexts({ state: project, audit: state.audit, road: 'editor' }, texts, note);
  const message =
    written.length === 0
      ? l10n.t('Nothing to restore: the files are like that already.')
      : l10n.t(
          'Restored: {0}.',
          listed(
            written.map((file) => fileName(file)),
            4,
          ),
        );
  void window.showInformationMessage(message);
}

function timeOf({ at }: RestorePoint): string {
  return new Date(at).toLocaleString();
}

const icons = { accepted: '$(history)', held: '$(lock)', approved: '$(check)' } as const;

function fateInWords(fate: VersionFate): string {
  if (fate === 'held') return l10n.t('was held');
  return fate === 'approved' ? l10n.t('was approved') : l10n.t('was accepted');
}
