import type { Project, ProjectRequest } from '../core/project/project.ts';
import type { FileView } from '../core/text/file-view.ts';
import { folderOf, foldersAbove, isComposeName, isSettingsName, isStandardName } from './compose-names.ts';

/** What is asked about a file of which project it belongs to. */
export interface OwnershipQuestion {
  readonly file: string;
  readonly languageId: string;
  readonly view: FileView;
  /** Workspace folders; projects above them aren't looked for. */
  readonly roots: readonly string[];
  /** Projects that are known already. */
  readonly known: readonly { readonly request: ProjectRequest; readonly project: Project }[];
  /** Reads a project; called for few folders only. */
  load(request: ProjectRequest): Project;
}

/**
 * Decides as part of which project a file is judged. A file that another project includes or extends belongs to that
 * one, the nearest above first; else it is part of the project in its own folder when Compose would take it; else it
 * is a variant (`compose.prod.yaml`), judged alone when Compose accepts it so, and over the folder's base files when not.
 *
 * @returns undefined for a file that is no part of any project
 */
export function findOwner(question: OwnershipQuestion): ProjectRequest | undefined {
  const { file, view } = question;
  const folder = folderOf(file);
  if (isSettingsName(file)) return { directory: folder };
  const roots = question.roots.filter((root) => foldersAbove(folder, root).length > 0);
  const above = foldersAbove(folder, roots.sort((a, b) => a.length - b.length)[0] ?? folder);

  for (const directory of above) {
    if (!hasStandardFile(view, directory)) continue;
    const request = { directory };
    if (contains(question.load(request), file)) return request;
  }
  for (const { request, project } of question.known) {
    if (request.directory !== folder && contains(project, file)) return request;
  }

  const own: ProjectRequest = { directory: folder };
  const hasBase = hasStandardFile(view, folder);
  const base = hasBase || isStandardName(file) ? question.load(own) : undefined;
  if (base !== undefined && contains(base, file)) return own;

  if (!isComposeName(file) && question.languageId !== 'dockercompose') return undefined;
  const alone: ProjectRequest = { directory: folder, files: [file] };
  if (base === undefined || question.load(alone).valid) return alone;
  const files = [...base.composeFiles, file];
  return { directory: folder, files };
}

/** Whether a project is made of a file, in whatever role. */
export function contains(project: Project, file: string): boolean {
  return project.files.some((one) => one.file === file);
}

function hasStandardFile(view: FileView, directory: string): boolean {
  return view.list(directory)?.some((name) => isStandardName(name)) ?? false;
}
