import { dirname, resolve } from 'pathe';
import { judgeEdit } from '../../core/guard/judge-edit.ts';
import { builtInPolicy } from '../../core/guard/policy.ts';
import type { Judgement } from '../../core/guard/verdict.ts';
import { loadProject } from '../../core/project/load-project.ts';
import type { ProjectRequest } from '../../core/project/project.ts';
import type { FileView } from '../../core/text/file-view.ts';
import { disk } from '../../io/disk.ts';
import { changedFiles, type GitOptions, readSnapshot, type Snapshot } from '../../io/git.ts';
import { openState } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';

/** One project's edit: both sides, and what the judge says of going from one to the other. */
export interface CheckedEdit {
  readonly request: ProjectRequest;
  readonly before: FileView;
  readonly after: FileView;
  readonly judgement: Judgement;
}

export interface GitEdit extends GitOptions {
  readonly root: string;
  /** The commit to compare with. */
  readonly commit: string;
  /** Compare the index with it, and not the work tree. */
  readonly staged: boolean;
  /** Compose files as given on the command line, absolute; none: every project that a changed file may belong to. */
  readonly files: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const composeName = /^(?:docker-)?compose(?:\.[\w-]+)?\.ya?ml$/;

/** Judges every project that an edit recorded by git touches. */
export async function checkGitEdit(edit: GitEdit): Promise<readonly CheckedEdit[]> {
  const { root, commit, staged, files, environment } = edit;
  const changed = await changedFiles(edit, edit);
  const before = { ...edit, snapshot: { commit } satisfies Snapshot };
  const requests = files.length > 0 ? [{ directory: edit.folder, files, environment }] : [];
  if (files.length === 0) {
    const known = await readSnapshot(before, (view) => view);
    for (const directory of foldersAbove(changed, root)) {
      const names = [...(known.view.list(directory) ?? []), ...(disk.list(directory) ?? [])];
      if (names.some((name) => composeName.test(name))) requests.push({ directory, files: [], environment });
    }
  }

  const edits: CheckedEdit[] = [];
  for (const { files: given, ...rest } of requests) {
    const request: ProjectRequest = given.length > 0 ? { ...rest, files: given } : rest;
    const old = await readSnapshot(before, (view) => filesOf(view, request));
    const now = staged
      ? await readSnapshot({ ...edit, snapshot: 'index' }, (view) => filesOf(view, request))
      : undefined;
    const all = [...old.result, ...(now?.result ?? filesOf(disk, request))];
    const read = (view: FileView) => {
      for (const file of all) view.readText(file);
      return filesOf(view, request);
    };
    const viewBefore = (await readSnapshot(before, read)).view;
    const viewAfter = staged ? (await readSnapshot({ ...edit, snapshot: 'index' }, read)).view : disk;
    if (old.result.length === 0) continue;
    const judgement = judgeEdit({ before: viewBefore, after: viewAfter, request, policy: builtInPolicy });
    edits.push({ request, before: viewBefore, after: viewAfter, judgement });
  }
  return edits;
}

/** Judges what changed since the state that the editor's guard last accepted; undefined when it knows no such state. */
export function checkBaseline(request: ProjectRequest): CheckedEdit | undefined {
  const state = openState(stateFolder(request.environment ?? {}));
  const known = state.projects().find(({ directory }) => directory === request.directory);
  const texts = known?.baseline.read();
  if (texts === undefined) return undefined;
  const before: FileView = {
    readText: (file) => texts.get(file),
    kind: (file) => (texts.has(file) ? (texts.get(file) === undefined ? undefined : 'file') : disk.kind(file)),
    list: (directory) => disk.list(directory),
  };
  const judgement = judgeEdit({ before, after: disk, request, policy: builtInPolicy });
  return { request, before, after: disk, judgement };
}

/** The files of a project that is in that very folder; none when Compose would find it in a folder above. */
function filesOf(view: FileView, request: ProjectRequest): readonly string[] {
  const project = loadProject(view, request);
  const isHere =
    request.files !== undefined || project.composeFiles.some((file) => dirname(file) === request.directory);
  return isHere ? project.files.map(({ file }) => file) : [];
}

function foldersAbove(files: readonly string[], root: string): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const file of files) {
    for (let folder = dirname(file); folder.length >= root.length; folder = resolve(folder, '..')) folders.add(folder);
  }
  return folders;
}
