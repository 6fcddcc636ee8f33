import { resolve } from 'pathe';
import { isStandardName } from '../core/project/find-files.ts';
import type { Project, ProjectRequest } from '../core/project/project.ts';
import { type FileView, overlay } from '../core/text/file-view.ts';
import { disk, toPortablePath } from '../io/disk.ts';
import { type CommandContext, UsageError } from './command.ts';

/** Folders that hold other people's projects, or copies. */
const skipped = new Set(['node_modules', '.git', '.venv', 'venv', 'vendor', 'dist', 'build', '__pycache__']);
const deepest = 16;

/** What `lint` is asked to look at. */
export interface LintTargets {
  readonly requests: readonly ProjectRequest[];
  /** The disk, with standard input in place of compose.yaml when that is what was asked for. */
  readonly view: FileView;
  readonly stdin: boolean;
}

/**
 * Turns the arguments of `lint` into projects: none is the project of the working directory, folders are every project below
 * them, files are one project in merge order, `-` is a Compose file on standard input.
 *
 * @throws UsageError for what is not there
 */
export async function findLintTargets(paths: readonly string[], context: CommandContext): Promise<LintTargets> {
  const { cwd, environment } = context;
  const request = (parts: Partial<ProjectRequest>): ProjectRequest => ({ directory: cwd, environment, ...parts });
  if (paths.includes('-')) {
    if (paths.length > 1) throw new UsageError('"-" stands for standard input and takes no other files');
    const file = `${cwd}/compose.yaml`;
    const view = overlay(disk, new Map([[file, await context.stdin()]]));
    return { requests: [request({ files: [file] })], view, stdin: true };
  }
  const absolute = paths.map((path) => toPortablePath(resolve(cwd, path)));
  const missing = paths.find((_, index) => disk.kind(absolute[index] ?? '') === undefined);
  if (missing !== undefined) throw new UsageError(`${missing} does not exist`);
  const folders = absolute.filter((path) => disk.kind(path) === 'directory');
  const files = absolute.filter((path) => disk.kind(path) === 'file');
  const found = folders.flatMap((folder) => [...projectFolders(folder, 0)]);
  const requests = [...new Set(found)].map((directory) => request({ directory }));
  if (files.length > 0) requests.push(request({ files }));
  if (folders.length > 0 && requests.length === 0) throw new UsageError(`no Compose file in ${paths.join(', ')}`);
  return { requests: requests.length > 0 ? requests : [request({})], view: disk, stdin: false };
}

/** True for a project whose files another one has included, so that it was looked at already. */
export function isPartOf(project: Project, others: readonly Project[]): boolean {
  return others.some((other) =>
    other.files.some(({ file, role }) => role === 'include' && project.composeFiles.includes(file)),
  );
}

function* projectFolders(folder: string, depth: number): Iterable<string> {
  const names = [...(disk.list(folder) ?? [])].sort();
  if (names.some((name) => isStandardName(name) && !name.includes('override'))) yield folder;
  if (depth >= deepest) return;
  for (const name of names) {
    if (skipped.has(name)) continue;
    const path = `${folder}/${name}`;
    if (disk.kind(path) === 'directory') yield* projectFolders(path, depth + 1);
  }
}
