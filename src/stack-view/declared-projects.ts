import { basename, dirname } from 'node:path';
import { type Disposable, type Event, EventEmitter, RelativePattern, Uri, workspace } from 'vscode';
import type { LoadProject, Project } from '../../core/project/project.ts';
import { disk, toPortablePath } from '../../io/disk.ts';

/** The Compose projects of the workspace, kept up to date with their files on disk. */
export interface DeclaredProjects extends Disposable {
  list(): readonly Project[];
  readonly onDidChange: Event<void>;
  /** Resolves when the workspace has been searched for the first time. */
  readonly ready: Promise<void>;
}

const composeFiles = '**/{compose,docker-compose}*.{yml,yaml}';
/** Names that Compose finds by itself. Other files are parts of a project or are named on the command line. */
const defaultFile = /^(?:docker-)?compose\.ya?ml$/;
const projectLimit = 100;
/** Editors and git write several files in a row. */
const settleMilliseconds = 100;

export function findDeclaredProjects(options: {
  readonly loadProject: LoadProject;
  readonly environment: Readonly<Record<string, string | undefined>>;
}): DeclaredProjects {
  const { loadProject, environment } = options;
  const changed = new EventEmitter<void>();
  const projects = new Map<string, Project>();
  const watchers = new Map<string, Disposable>();
  let timer: NodeJS.Timeout | undefined;

  function reload(directories: Iterable<string>): void {
    for (const directory of directories) {
      const project = loadProject(disk, { directory, environment });
      // A file that was emptied still has a project: what ran from it must not vanish from the view.
      if (project.composeFiles.length === 0) projects.delete(directory);
      else projects.set(directory, project);
    }
    watchOthers();
    changed.fire();
  }

  /** Watches the files that shape a project and lie elsewhere or have other names: includes, extends, env files. */
  function watchOthers(): void {
    const files = new Set(
      [...projects.values()].flatMap((project) =>
        project.files.map(({ file }) => file).filter((file) => !/^(?:docker-)?compose.*\.ya?ml$/.test(basename(file))),
      ),
    );
    for (const [file, watcher] of watchers) {
      if (files.has(file)) continue;
      watcher.dispose();
      watchers.delete(file);
    }
    for (const file of files) {
      if (watchers.has(file)) continue;
      const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(dirname(file)), basename(file)));
      watcher.onDidChange(reloadSoon);
      watcher.onDidCreate(reloadSoon);
      watcher.onDidDelete(reloadSoon);
      watchers.set(file, watcher);
    }
  }

  function reloadSoon(uri?: Uri): void {
    if (uri !== undefined && defaultFile.test(basename(uri.fsPath))) pending.add(dirname(toPortablePath(uri.fsPath)));
    clearTimeout(timer);
    timer = setTimeout(() => {
      const directories = new Set([...projects.keys(), ...pending]);
      pending.clear();
      reload(directories);
    }, settleMilliseconds);
  }
  const pending = new Set<string>();

  async function search(): Promise<void> {
    const found = await workspace.findFiles(composeFiles, '**/node_modules/**', projectLimit);
    const local = found.filter((uri) => uri.scheme === 'file' && defaultFile.test(basename(uri.fsPath)));
    const directories = new Set(local.map((uri) => dirname(toPortablePath(uri.fsPath))));
    for (const known of projects.keys()) if (!directories.has(known)) projects.delete(known);
    reload([...directories].sort());
  }

  const watcher = workspace.createFileSystemWatcher(composeFiles);
  const subscriptions: Disposable[] = [
    watcher,
    watcher.onDidCreate(reloadSoon),
    watcher.onDidChange(reloadSoon),
    watcher.onDidDelete(reloadSoon),
    workspace.onDidChangeWorkspaceFolders(() => void search()),
    workspace.onDidSaveTextDocument(({ uri }) => {
      const file = toPortablePath(uri.fsPath);
      const concerns = [...projects.values()].some((project) => project.files.some((it) => it.file === file));
      if (concerns) reloadSoon();
    }),
  ];
  return {
    list: () => [...projects.values()],
    onDidChange: changed.event,
    ready: search(),
    dispose() {
      clearTimeout(timer);
      for (const subscription of [...subscriptions, ...watchers.values(), changed]) subscription.dispose();
    },
  };
}
