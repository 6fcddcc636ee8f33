import type { Project, ProjectFile } from '../project/project.ts';
import type { Change } from './change.ts';

/** Kinds of change by which something is lost that was defined in a file. */
const losses: ReadonlySet<Change['kind']> = new Set([
  'service-removed',
  'service-disabled',
  'volume-removed',
  'volume-detached',
  'volume-made-anonymous',
  'volume-moved',
  'network-removed',
  'secret-removed',
  'config-removed',
  'healthcheck-removed',
  'dependency-removed',
  'environment-retargeted',
  'port-unpublished',
]);

/**
 * Files that left the project and took something with them. A file whose content went on living elsewhere (merged into
 * another one, renamed to another name that Compose finds) is no loss.
 *
 * @param changes what else changed: it tells which files something was lost from
 */
export function compareFiles(options: {
  readonly before: Project;
  readonly after: Project;
  readonly changes: readonly Change[];
}): Change[] {
  const { before, after, changes } = options;
  const emptied = new Set(changes.filter(({ kind }) => losses.has(kind)).map((change) => change.before?.file));
  const now = new Map(after.files.map((file) => [file.file, file]));
  const found: Change[] = [];
  for (const file of before.files) {
    if (!file.exists) continue;
    const state = now.get(file.file);
    if (state?.exists) continue;
    if (file.role === 'include') {
      if (emptied.has(file.file)) found.push(state ? removed(file) : includeRemoved(file));
    } else if (state !== undefined || isRoot(file)) {
      const needed = state !== undefined && state.role !== 'env' && file.role !== 'override';
      if (needed || emptied.has(file.file) || after.composeFiles.length === 0) found.push(removed(file));
    }
  }
  return found;
}

function isRoot({ role }: ProjectFile): boolean {
  return role === 'compose' || role === 'override';
}

function removed(file: ProjectFile): Change {
  return {
    kind: 'file-removed',
    name: file.file,
    message: `The file ${baseName(file.file)} is gone, and with it all that the project has from it.`,
    before: { file: file.file, range: { start: 0, end: 0 } },
    after: null,
  };
}

function includeRemoved(file: ProjectFile): Change {
  return {
    kind: 'include-removed',
    name: file.file,
    message: `The file ${baseName(file.file)} is no longer included: what it defines is no part of the project any more.`,
    before: file.from ?? { file: file.file, range: { start: 0, end: 0 } },
    after: null,
  };
}

function baseName(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}
