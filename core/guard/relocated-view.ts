import type { FileView } from '../text/file-view.ts';

/** Where a copy of a project is, and where it shall seem to be. */
export interface Relocation {
  /** The folder that is read. */
  readonly from: string;
  /** The folder in which its files seem to be. */
  readonly to: string;
  /** Files of another name: seeming path to the path that is read. */
  readonly files?: ReadonlyMap<string, string> | undefined;
}

/**
 * Shows a project's copy in the place of the original, so that two copies in different folders are two states of one
 * project: neither its name nor a relative path differs by where they are. Compose files in the folders above it are not
 * shown, since Compose would take them for the project when its own are missing.
 */
export function relocatedView(base: FileView, { from, to, files }: Relocation): FileView {
  const real = (file: string) => files?.get(file) ?? movePath(file, to, from);
  const hidden = (file: string) => isAbove(file, to) && foundName.test(file);
  return {
    readText: (file) => (hidden(file) ? undefined : base.readText(real(file))),
    kind: (file) => (hidden(file) ? undefined : base.kind(real(file))),
    list: (directory) => base.list(real(directory))?.filter((name) => !hidden(`${directory}/${name}`)),
  };
}

/** The path that is really read for a path of a relocated view. */
export function realPath(file: string, { from, to, files }: Relocation): string {
  return files?.get(file) ?? movePath(file, to, from);
}

const foundName = /\/(?:docker-)?compose(?:\.override)?\.ya?ml$/;

function movePath(file: string, from: string, to: string): string {
  if (file === from) return to;
  return file.startsWith(`${from}/`) ? to + file.slice(from.length) : file;
}

function isAbove(file: string, directory: string): boolean {
  const folder = file.slice(0, file.lastIndexOf('/'));
  return folder !== directory && directory.startsWith(`${folder}/`);
}
