import { dirname } from 'pathe';
import { isProtectedText, protectedTextRequest } from '../../core/guard/protected-text.ts';
import type { Policy } from '../../core/guard/verdict.ts';
import { isComposeName } from '../../core/project/compose-name.ts';
import type { ProjectRequest } from '../../core/project/project.ts';
import type { FileView } from '../../core/text/file-view.ts';

const environmentName = /(?:^|\/)(?:\.env(?:\.[^/]+)?|[^/]+\.env)$/;
const foundNames = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const overrideNames = [
  'compose.override.yaml',
  'compose.override.yml',
  'docker-compose.override.yaml',
  'docker-compose.override.yml',
];

/** How many folders above a file may hold the project that includes it. */
const levelsAbove = 4;

/** Whether Compose finds a file of this name by itself. */
export function isFoundName(name: string): boolean {
  return foundNames.includes(name) || overrideNames.includes(name);
}

/**
 * The project to which a file belongs, found by names and a glance at texts alone, so that a hook for any other file
 * ends at once. Undefined: the file shapes no Compose project.
 *
 * @param file absolute path; the file need not exist
 */
export function projectOf(file: string, view: FileView): ProjectRequest | undefined {
  const directory = dirname(file);
  const name = file.slice(directory.length + 1);
  if (isComposeName(file)) {
    const found = foundNames.find((one) => view.kind(`${directory}/${one}`) === 'file');
    const isFound = foundNames.includes(name) || (found !== undefined && overrideNames.includes(name));
    // Compose would look in the folders above; a project that begins here takes nothing from those.
    if (isFound)
      return found === undefined && view.kind(file) === undefined ? { directory, files: [file] } : { directory };
    return referringProject(file, view) ?? { directory, files: [file] };
  }
  if (environmentName.test(file)) {
    return foundNames.some((one) => view.kind(`${directory}/${one}`) === 'file')
      ? { directory }
      : referringProject(file, view);
  }
  return /\.ya?ml$/i.test(name) ? referringProject(file, view) : undefined;
}

/** What a file is judged as that is protected as a text; undefined when it isn't. */
export function protectedRequest(file: string, policy: Policy): ProjectRequest | undefined {
  return isProtectedText(file, policy.protectedFiles) ? protectedTextRequest(file) : undefined;
}

/** The nearest project above or beside a file whose Compose file names it: in `include`, `extends` or `env_file`. */
function referringProject(file: string, view: FileView): ProjectRequest | undefined {
  let directory = dirname(file);
  for (let level = 0; level < levelsAbove; level++) {
    for (const name of [...foundNames, ...overrideNames]) {
      const path = `${directory}/${name}`;
      if (path === file) continue;
      const text = view.readText(path);
      if (
        text?.includes(file.slice(directory.length + 1)) &&
        /^[ \t]*(include|extends|env_file|(?:-[ \t]*)?path|file)\b/m.test(text)
      )
        return { directory };
    }
    const above = dirname(directory);
    if (above === directory) return undefined;
    directory = above;
  }
  return undefined;
}
