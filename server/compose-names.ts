import { projectSettingsName } from '../core/settings/find-project-settings.ts';

/** Names that Compose looks for by itself, in its order. */
const standardName = /^(?:docker-)?compose\.ya?ml$/;

/** Names that people give to Compose files: overrides, environments, parts. */
const composeName = /^(?:.*[._-])?(?:docker-)?compose(?:[._-].*)?\.ya?ml$/i;

const envName = /^(?:\.env(?:\..+)?|.+\.env)$/;

export function isStandardName(file: string): boolean {
  return standardName.test(nameOf(file));
}

export function isComposeName(file: string): boolean {
  return composeName.test(nameOf(file));
}

export function isEnvName(file: string): boolean {
  return envName.test(nameOf(file));
}

/** Holdfast's own settings of a project. */
export function isSettingsName(file: string): boolean {
  return nameOf(file) === projectSettingsName;
}

export function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

export function folderOf(file: string): string {
  const end = file.lastIndexOf('/');
  return end <= 0 ? '/' : file.slice(0, end);
}

/** The folders above `folder` up to `root`, nearest first; none when `folder` isn't below it. */
export function foldersAbove(folder: string, root: string): string[] {
  const above: string[] = [];
  if (folder !== root && !folder.startsWith(root.endsWith('/') ? root : `${root}/`)) return above;
  for (let current = folder; current !== root; ) {
    current = folderOf(current);
    above.push(current);
    if (current === '/') break;
  }
  return above;
}
