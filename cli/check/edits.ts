import { dirname, resolve } from 'pathe';
import { judgeEdit } from '../../core/guard/judge-edit.ts';
import { builtInPolicy } from '../../core/guard/policy.ts';
import { isProtectedText, protectedTextRequest } from '../../core/guard/protected-text.ts';
import type { Judgement, Policy } from '../../core/guard/verdict.ts';
import { loadProject } from '../../core/project/load-project.ts';
import type { ProjectRequest } from '../../core/project/project.ts';
import type { FileView } from '../../core/text/file-view.ts';
import { disk } from '../../io/disk.ts';
import { changedFiles, type GitOptions, readSnapshot, type Snapshot } from '../../io/git.ts';
import { hashText } from '../../io/hash-text.ts';
import { readPolicy } from '../../io/policy/read-policy.ts';
import { findProjectState } from '../../io/state/find-project-state.ts';
import { openState } from '../../io/state/state.ts';
import { stateFolder } from '../../io/state/state-folder.ts';

/** One project's edit: both sides, and what the judge says of going from one to the other. */
export interface CheckedEdit {
  readonly request: ProjectRequest;
  readonly before: FileView;
  readonly after: FileView;
  readonly judgement: Judgement;
  /** True for a protected file that is no Compose file. */
  readonly isText: boolean;
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
      policyIn(view, rest.directory, environment);
      return filesOf(view, request);
    };
    const viewBefore = (await readSnapshot(before, read)).view;
    const viewAfter = staged ? (await readSnapshot({ ...edit, snapshot: 'index' }, read)).view : disk;
    if (old.result.length === 0) continue;
    const policy = policyIn(viewBefore, rest.directory, environment);
    const judgement = judgeEdit({ before: viewBefore, after: viewAfter, request, policy });
    edits.push({ request, before: viewBefore, after: viewAfter, judgement, isText: false });
  }
  return files.length > 0 ? edits : [...edits, ...(await checkTexts(edit, changed))];
}

/** Judges the changed files that are protected as texts. */
async function checkTexts(edit: GitEdit, changed: readonly string[]): Promise<readonly CheckedEdit[]> {
  const { commit, staged, environment } = edit;
  const read = (view: FileView) => {
    const policies = new Map(changed.map((file) => [file, policyIn(view, dirname(file), environment)]));
    const texts = changed.filter((file) => isProtectedText(file, policies.get(file)?.protectedFiles));
    for (const file of texts) view.readText(file);
    return texts.map((file) => ({ file, policy: policies.get(file) ?? builtInPolicy }));
  };
  const { view: before, result: texts } = await readSnapshot({ ...edit, snapshot: { commit } }, read);
  const readTexts = (view: FileView) => texts.map(({ file }) => view.readText(file));
  const after = staged ? (await readSnapshot({ ...edit, snapshot: 'index' }, readTexts)).view : disk;
  return texts.map(({ file, policy }) => {
    const request = protectedTextRequest(file);
    return { request, before, after, judgement: judgeEdit({ before, after, request, policy }), isText: true };
  });
}

function policyIn(view: FileView, directory: string, environment: GitEdit['environment']): Policy {
  return readPolicy({ stateFolder: stateFolder(environment), directory, view });
}

/**
 * Ids of the changes that a person approved on this machine, in the editor or on a terminal, when the files were what they
 * are before the edit.
 */
export function approvedHere({ request, before }: CheckedEdit): ReadonlySet<string> {
  const { directory, files, environment } = request;
  const name = JSON.stringify([directory, files ?? null]);
  const project = openState(stateFolder(environment ?? {}))
    .projects()
    .find((one) => JSON.stringify([one.directory, one.files ?? null]) === name);
  const isSame = (file: string, hash: string | null) => {
    const text = before.readText(file);
    return hash === (text === undefined ? null : hashText(text));
  };
  const signed = (project?.approvals.used() ?? []).filter(({ isSigned }) => isSigned);
  const fitting = signed.filter(
    ({ approval: { base } }) => base.length > 0 && base.every(({ file, hash }) => isSame(file, hash)),
  );
  return new Set(fitting.flatMap(({ approval }) => approval.changeIds));
}

/** Judges what changed since the state that the editor's guard last accepted; undefined when it knows no such state. */
export function checkBaseline(request: ProjectRequest): CheckedEdit | undefined {
  const state = openState(stateFolder(request.environment ?? {}));
  const texts = findProjectState(state, request)?.baseline.read();
  if (texts === undefined) return undefined;
  const before: FileView = {
    readText: (file) => texts.get(file),
    kind: (file) => (texts.has(file) ? (texts.get(file) === undefined ? undefined : 'file') : disk.kind(file)),
    list: (directory) => disk.list(directory),
  };
  const policy = policyIn(before, request.directory, request.environment ?? {});
  const judgement = judgeEdit({ before, after: disk, request, policy });
  return { request, before, after: disk, judgement, isText: false };
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
