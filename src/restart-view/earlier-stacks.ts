import { basename } from 'node:path';
import { commands, l10n, type QuickPickItem, QuickPickItemKind, Uri, window } from 'vscode';
import type { Project } from '../../core/project/project.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { describePoint, servicesOfPoint, titleOfPoint } from '../../io/restart/describe-point.ts';
import { findPoints } from '../../io/restart/find-points.ts';
import { differingFiles, type FileDifference, judgeRestore, restoreFiles } from '../../io/restart/restore-files.ts';
import type { StackPoint } from '../../io/restart/stack-points.ts';
import type { RestartDocuments } from './restart-documents.ts';

export interface EarlierStackOptions {
  readonly projects: readonly Project[];
  /** Undefined: none is connected, so that only files can be brought back. */
  readonly engine: Engine | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly documents: RestartDocuments;
  /** Brings services back as the point has them, by a restart with its plan and its question. */
  readonly bringBack: (project: Project, point: StackPoint, services: readonly string[] | undefined) => Promise<void>;
}

interface Choice extends QuickPickItem {
  readonly run?: () => Promise<void>;
}

/** Lets a person pick the stack of an earlier moment, see what it held, and bring back a file, a service or all of it. */
export async function browseEarlierStacks(options: EarlierStackOptions): Promise<void> {
  const picked = await choosePoint(options);
  if (picked === undefined) return;
  const { project, point } = picked;
  const { engine, documents, environment } = options;
  const now = await engine?.containers({ project: project.name }).catch(() => undefined);
  const files = differingFiles({ point, environment });
  const services = servicesOfPoint(point, now).filter((it) => it.now !== undefined && it.now !== 'the same containers');
  const separator = (label: string): Choice => ({ label, kind: QuickPickItemKind.Separator });
  const text = () => describePoint({ point, environment, now });
  const all: Choice = {
    label: l10n.t('$(discard) Bring Everything Back…'),
    detail: l10n.t('Files first, each after a yes; then the services, by a restart with its plan.'),
    run: async () => {
      const wanted = files.filter((file) => file.then !== undefined);
      if (wanted.length > 0 && !(await bringFilesBack(options, point, wanted))) return;
      if (services.length > 0) await options.bringBack(project, point, undefined);
    },
  };
  const choices: Choice[] = [
    { label: l10n.t('$(eye) Show What It Holds'), run: () => documents.show(`${point.id}.md`, text()) },
    ...(files.length + services.length > 0 ? [all] : []),
    ...(files.length > 0 ? [separator(l10n.t('Files that are other ones now'))] : []),
    ...files.flatMap((file) => [
      {
        label: l10n.t('$(diff) Compare {0} with Now', basename(file.file.path)),
        run: () => compareFile(documents, point, file),
      },
      {
        label: l10n.t('$(discard) Bring {0} Back…', basename(file.file.path)),
        run: async () => void (await bringFilesBack(options, point, [file])),
      },
    ]),
    ...(services.length > 0 ? [separator(l10n.t('Services that are other ones now'))] : []),
    ...services.map(({ service, image, then, now: state }) => ({
      label: l10n.t('$(history) Bring {0} Back…', service),
      description: image,
      detail: l10n.t('{0} then, {1} now', then, state ?? ''),
      run: () => options.bringBack(project, point, [service]),
    })),
  ];
  const placeHolder =
    files.length + services.length > 0
      ? l10n.t('What to do; nothing happens without a further yes')
      : l10n.t('Files and services are as they were then');
  const title = l10n.t('{0} as it was at {1}', project.name, new Date(point.at).toLocaleString());
  const chosen = await window.showQuickPick(choices, { title, placeHolder });
  await chosen?.run?.();
}

async function choosePoint({ projects, environment }: EarlierStackOptions) {
  const folders = new Map(projects.map((project) => [`${project.directory}\n${project.name}`, project]));
  const found = findPoints(environment).flatMap(({ project, list }) => {
    const declared = folders.get(`${project.directory}\n${project.name}`);
    return declared === undefined ? [] : list.map((point) => ({ project: declared, point }));
  });
  if (found.length === 0) {
    const message = l10n.t('There is no earlier stack to go back to yet: each safe restart keeps the one from before.');
    void window.showInformationMessage(message);
    return undefined;
  }
  found.sort((a, b) => (a.point.at < b.point.at ? 1 : -1));
  const items = found.map(({ project, point }) => ({
    label: `$(history) ${new Date(point.at).toLocaleString()}`,
    description: project.name,
    detail: titleOfPoint(point).split(', ').slice(1).join(', '),
    project,
    point,
  }));
  return window.showQuickPick(items, {
    title: l10n.t('Earlier stacks: files and services as they were before each restart'),
    placeHolder: l10n.t('The moment to look at'),
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

async function compareFile(documents: RestartDocuments, point: StackPoint, { file, then = '' }: FileDifference) {
  const name = basename(file.path);
  const title = l10n.t('{0}: {1} ↔ now', name, new Date(point.at).toLocaleString());
  await commands.executeCommand('vscode.diff', documents.make(name, then), Uri.file(file.path), title);
}

async function bringFilesBack(
  { environment }: EarlierStackOptions,
  point: StackPoint,
  files: readonly FileDifference[],
): Promise<boolean> {
  const lost = judgeRestore({ point, environment }, files).changes.filter(({ verdict }) => verdict !== 'allow');
  const names = files.map(({ file }) => basename(file.path)).join(', ');
  const detail = [
    ...lost.slice(0, 10).map(({ message }) => `⚠ ${message}`),
    ...(lost.length > 0 ? [''] : []),
    l10n.t('What stands there now is kept as a restore point.'),
  ].join('\n');
  const yes = l10n.t('Replace');
  const question = l10n.t('Replace {0} by the text of {1}?', names, new Date(point.at).toLocaleString());
  if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return false;
  restoreFiles({ point, environment }, files, 'editor');
  return true;
}
