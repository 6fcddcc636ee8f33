import { dirname } from 'pathe';
import type { FileView } from '../text/file-view.ts';
import { resolvePath } from './load-session.ts';

const STANDARD_NAMES = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const OVERRIDE_NAMES = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];

/** True for a name under which Compose finds a file by itself. */
export function isStandardName(name: string): boolean {
  return STANDARD_NAMES.includes(name) || OVERRIDE_NAMES.includes(name);
}

/**
 * Finds Compose files as `docker compose` does without `-f` and COMPOSE_FILE: the first standard name in `directory` or
 * the nearest folder above it, and the first override file beside it. Empty when there is none.
 */
export function findComposeFiles(view: FileView, directory: string): readonly string[] {
  for (let folder = directory; ; folder = dirname(folder)) {
    const first = firstFile(view, folder, STANDARD_NAMES);
    if (first) {
      const override = firstFile(view, folder, OVERRIDE_NAMES);
      return override ? [first, override] : [first];
    }
    if (dirname(folder) === folder) return [];
  }
}

function firstFile(view: FileView, folder: string, names: readonly string[]): string | undefined {
  return names.map((name) => resolvePath(name, folder)).find((file) => view.kind(file) !== undefined);
}

/** The files that COMPOSE_FILE names, absolute; its separator is COMPOSE_PATH_SEPARATOR, or `:` (`;` where drives have letters). */
export function filesOfVariable(value: string, separator: string | undefined, directory: string): readonly string[] {
  const standard = /^[A-Za-z]:/.test(directory) ? ';' : ':';
  return value.split(separator || standard).map((file) => resolvePath(file, directory));
}
