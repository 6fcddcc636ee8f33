import { relative, resolve } from 'pathe';
import type { FileView } from '../core/text/file-view.ts';
import { toPortablePath } from './disk.ts';
import { type ProcessResult, runProcess } from './process.ts';

/** Git could not be asked, or it refused. `message` is its own first line. */
export class GitError extends Error {
  override readonly name = 'GitError';
}

const timeLimit = 20_000;
/** Characters of a listing or of texts; larger trees are not what Compose projects live in. */
const outputLimit = 256 * 1024 * 1024;

export interface GitOptions {
  /** A folder in the work tree. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** The work tree that a folder is in: an absolute path with forward slashes. */
export async function workTree(options: GitOptions): Promise<string> {
  const { stdout } = await git(options, ['rev-parse', '--show-toplevel']);
  return toPortablePath(stdout.trim());
}

/** The full name of a commit, or undefined when there is no such revision (a repository without commits). */
export async function findCommit(options: GitOptions, revision: string): Promise<string | undefined> {
  const result = await tryGit(options, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${revision}^{commit}`,
  ]);
  return result.code === 0 ? result.stdout.trim() : undefined;
}

/** The last commit that two revisions have in common; the first one itself when they have none. */
export async function mergeBase(options: GitOptions, revision: string): Promise<string | undefined> {
  const commit = await findCommit(options, revision);
  if (commit === undefined) return undefined;
  const result = await tryGit(options, ['merge-base', commit, 'HEAD']);
  return result.code === 0 ? result.stdout.trim() : commit;
}

/** The messages of the commits after `base` up to HEAD. */
export async function messagesSince(options: GitOptions, base: string): Promise<string> {
  const { stdout } = await git(options, ['log', '--format=%B', `${base}..HEAD`]);
  return stdout;
}

/** The folder in which git looks for hooks. */
export async function hooksFolder(options: GitOptions): Promise<string> {
  const { stdout } = await git(options, ['rev-parse', '--git-path', 'hooks']);
  return toPortablePath(resolve(options.folder, stdout.trim()));
}

/** The files that differ between a commit and the index, or the work tree with its new files: absolute paths. */
export async function changedFiles(
  options: GitOptions,
  { root, commit, staged }: { readonly root: string; readonly commit: string; readonly staged: boolean },
): Promise<readonly string[]> {
  const here = { ...options, folder: root };
  const differing = await git(here, [
    'diff',
    '--name-only',
    '--no-renames',
    '-z',
    ...(staged ? ['--cached'] : []),
    commit,
  ]);
  const added = staged ? { stdout: '' } : await git(here, ['ls-files', '--others', '--exclude-standard', '-z']);
  const names = `${differing.stdout}\0${added.stdout}`.split('\0').filter((name) => name !== '');
  return names.map((name) => `${root}/${name}`);
}

/** A commit's name, or `index` for what is staged. */
export type Snapshot = { readonly commit: string } | 'index';

/** The files of a snapshot: absolute paths. */
async function listFiles(options: GitOptions, root: string, snapshot: Snapshot): Promise<readonly string[]> {
  const args =
    snapshot === 'index'
      ? ['ls-files', '-z', '--full-name', '--', ':/']
      : ['ls-tree', '-r', '-z', '--name-only', '--full-tree', snapshot.commit];
  const { stdout } = await git({ ...options, folder: root }, args);
  return stdout
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => `${root}/${name}`);
}

/**
 * Reads a project at a snapshot. Views answer at once and git does not, so `use` is called again and again, each time
 * with the texts that it missed before, until it misses none; its last result is the answer.
 */
export async function readSnapshot<T>(
  options: GitOptions & { readonly root: string; readonly snapshot: Snapshot },
  use: (view: FileView) => T,
): Promise<{ readonly result: T; readonly view: FileView }> {
  const { root, snapshot } = options;
  const files = new Set(await listFiles(options, root, snapshot));
  const folders = foldersOf(files, root);
  const texts = new Map<string, string | undefined>();
  for (;;) {
    const missed = new Set<string>();
    const view: FileView = {
      readText(file) {
        if (files.has(file) && !texts.has(file)) missed.add(file);
        return texts.get(file);
      },
      kind: (file) => (files.has(file) ? 'file' : folders.has(file) ? 'directory' : undefined),
      list: (directory) => folders.get(directory) && [...(folders.get(directory) ?? [])],
    };
    const result = use(view);
    if (missed.size === 0) return { result, view };
    await readTexts(options, missed, texts);
  }
}

async function readTexts(
  options: GitOptions & { readonly root: string; readonly snapshot: Snapshot },
  files: ReadonlySet<string>,
  texts: Map<string, string | undefined>,
): Promise<void> {
  const { root, snapshot } = options;
  for (const file of files) {
    const name = `${snapshot === 'index' ? '' : snapshot.commit}:${relative(root, file)}`;
    const result = await tryGit({ ...options, folder: root }, ['cat-file', 'blob', name]);
    texts.set(file, result.code === 0 ? result.stdout : undefined);
  }
}

function foldersOf(files: ReadonlySet<string>, root: string): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>([[root, new Set()]]);
  for (const file of files) {
    let path = file;
    while (path.length > root.length) {
      const parent = path.slice(0, path.lastIndexOf('/'));
      const names = folders.get(parent) ?? new Set();
      names.add(path.slice(parent.length + 1));
      folders.set(parent, names);
      path = parent;
    }
  }
  return folders;
}

async function git(options: GitOptions, args: readonly string[]): Promise<ProcessResult> {
  const result = await tryGit(options, args);
  if (result.code !== 0) throw new GitError(result.stderr.trim().split('\n')[0] || `git ${args[0]} failed`);
  return result;
}

async function tryGit({ folder, signal }: GitOptions, args: readonly string[]): Promise<ProcessResult> {
  return runProcess({ command: 'git', args, cwd: folder, signal, timeLimit, outputLimit });
}
