import type { FileView } from '../text/file-view.ts';

/** The file by which a project says what counts in it, checked in with it. */
export const projectSettingsName = '.holdfast.yaml';

/** The nearest .holdfast.yaml in a folder and those above it, up to the root of the repository; undefined when there is none. */
export function findProjectSettings(view: FileView, directory: string): string | undefined {
  for (let folder = directory; ; folder = folder.slice(0, folder.lastIndexOf('/'))) {
    const file = `${folder}/${projectSettingsName}`;
    if (view.kind(file) === 'file') return file;
    if (!folder.includes('/') || view.kind(`${folder}/.git`) !== undefined) return undefined;
  }
}
