import { basename, dirname } from 'node:path';
import { type Disposable, type LogOutputChannel, type Uri, workspace } from 'vscode';
import type { ProjectJudge } from '../../core/guard/create-judge.ts';
import { isProtectedText } from '../../core/guard/protected-text.ts';
import type { Policy } from '../../core/guard/verdict.ts';
import { toPortablePath } from '../../io/disk.ts';
import { defaultRestoreCaps, type RestoreCaps } from '../../io/state/restore-points.ts';
import type { ProjectIdentity, ProjectState, State } from '../../io/state/state.ts';
import type { ProjectWatchEvent } from '../../io/watch/project-watch-event.ts';
import { type ProjectWatch, watchProject } from '../../io/watch/watch-project.ts';

export interface WatchedProjects extends Disposable {
  all(): readonly ProjectWatch[];
  /** The projects that a file shapes. A Compose file that belongs to none yet becomes a project of its own. */
  concerning(file: string): readonly ProjectWatch[];
}

export interface WatchedProjectsOptions {
  readonly state: State;
  readonly log: LogOutputChannel;
  readonly judgeFor: (identity: ProjectIdentity) => ProjectJudge;
  /** The policy for a folder: it tells which files beside Compose files are protected. */
  readonly policyFor: (directory: string) => Policy;
  readonly onEvent: (watch: ProjectIdentity, event: ProjectWatchEvent) => void;
}

const composeFileGlob = '**/{compose,docker-compose}*.{yml,yaml}';
const composeFileName = /^(docker-)?compose[^/]*\.ya?ml$/;
/** Names that Compose finds by itself; all of a folder's are one project. */
const defaultFileName = /^(docker-)?compose(\.override)?\.ya?ml$/;
const projectLimit = 300;

/**
 * Watches every Compose project of the workspace, and every one that a document is opened from, from now on. In a
 * workspace that isn't trusted nothing is watched until it is, since watching means writing back.
 */
export function watchWorkspaceProjects(options: WatchedProjectsOptions): WatchedProjects {
  const { state, log, judgeFor, onEvent } = options;
  const watches = new Map<string, ProjectWatch>();
  const disposables: Disposable[] = [];
  let isDisposed = false;

  const cleanUp = (project: ProjectState) => {
    try {
      project.cleanUp(restoreCaps());
    } catch (error) {
      log.warn(`can't clean up the state of ${project.directory}: ${error instanceof Error ? error.message : error}`);
    }
  };

  const start = (identity: ProjectIdentity) => {
    const key = JSON.stringify([identity.directory, identity.files ?? null]);
    if (watches.has(key) || isDisposed) return;
    if (watches.size >= projectLimit) {
      log.error(`can't guard ${identity.directory}: ${projectLimit} projects are guarded already`);
      return;
    }
    try {
      const project = state.project(identity);
      const watch = watchProject({
        state: project,
        audit: state.audit,
        judge: judgeFor(identity),
        unsavedTexts,
        onEvent: (event) => onEvent(identity, event),
      });
      watches.set(key, watch);
      log.info(`guarding ${identity.directory}${identity.files ? ` (${identity.files.join(', ')})` : ''}`);
      // Cleaning up reads the whole state of the project; nobody waits for it.
      setTimeout(() => cleanUp(project), 5000).unref();
    } catch (error) {
      log.error(`can't guard ${identity.directory}: ${error instanceof Error ? error.message : error}`);
    }
  };

  const include = (file: string) => {
    if (!workspace.isTrusted) return;
    const directory = dirname(file);
    if (isProtectedText(file, options.policyFor(directory).protectedFiles)) start({ directory, files: [file] });
    if (!composeFileName.test(basename(file))) return;
    if (defaultFileName.test(basename(file))) start({ directory });
    else if (![...watches.values()].some((watch) => watch.concerns(file))) start({ directory, files: [file] });
  };

  const includeAll = (uris: readonly Uri[]) => {
    const files = uris.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => toPortablePath(fsPath));
    // Default files first: other files may turn out to be parts of their projects.
    for (const file of files.filter((name) => defaultFileName.test(basename(name)))) include(file);
    for (const file of files) include(file);
  };

  /** Where the files may be that are protected beside Compose files. */
  const protectedGlob = (): string | undefined => {
    const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => toPortablePath(uri.fsPath));
    const patterns = folders.flatMap((folder) => options.policyFor(folder).protectedFiles?.patterns ?? []);
    const globs = new Set(patterns.map((pattern) => `**/${pattern.replace(/^\.?\//, '')}`));
    return globs.size > 0 ? `{${[...globs].join(',')}}` : undefined;
  };

  const search = async () => {
    if (!workspace.isTrusted) return;
    includeAll(await workspace.findFiles(composeFileGlob, '**/node_modules/**', projectLimit));
    const texts = protectedGlob();
    if (texts) includeAll(await workspace.findFiles(texts, '**/node_modules/**', projectLimit));
  };

  const created = workspace.createFileSystemWatcher(composeFileGlob, false, true, true);
  disposables.push(
    created,
    created.onDidCreate((uri) => includeAll([uri])),
    workspace.onDidOpenTextDocument(({ uri }) => includeAll([uri])),
    workspace.onDidGrantWorkspaceTrust(() => void search()),
    workspace.onDidChangeWorkspaceFolders(() => void search()),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('holdfast.guard.protectedFiles')) void search();
    }),
  );
  // Reading projects takes longer than all else at the start; a save that comes first includes its own.
  setImmediate(() => {
    includeAll(workspace.textDocuments.map(({ uri }) => uri));
    void search();
  });

  return {
    all: () => [...watches.values()],
    concerning(file) {
      include(file);
      return [...watches.values()].filter((watch) => watch.concerns(file));
    },
    dispose() {
      isDisposed = true;
      for (const watch of watches.values()) watch.dispose();
      for (const disposable of disposables) disposable.dispose();
    },
  };
}

function restoreCaps(): RestoreCaps {
  const settings = workspace.getConfiguration('holdfast.guard');
  return {
    maxCount: defaultRestoreCaps.maxCount,
    maxAgeDays: settings.get('restorePointDays', defaultRestoreCaps.maxAgeDays),
    maxBytes: settings.get('restorePointMegabytes', defaultRestoreCaps.maxBytes / 1e6) * 1e6,
  };
}

/** Texts of all editors with unsaved edits, by path. */
export function unsavedTexts(): ReadonlyMap<string, string> {
  const dirty = workspace.textDocuments.filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file');
  return new Map(dirty.map((document) => [toPortablePath(document.uri.fsPath), document.getText()]));
}
