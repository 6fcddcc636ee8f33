import type { FileView } from '../core/text/file-view.ts';
import { isStandardName } from './compose-names.ts';

/** Folders that hold other people's files, or files that a machine made. */
const skipped: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.venv',
  'venv',
  'vendor',
  'dist',
  'build',
  'target',
  '__pycache__',
]);
const deepest = 6;
const mostFolders = 3000;

/** Folders with a standard Compose file, in `roots` and below, nearest first; gives up looking in very large trees. */
export function findProjectFolders(view: FileView, roots: readonly string[]): string[] {
  const found: string[] = [];
  let level = [...new Set(roots)];
  let seen = 0;
  for (let depth = 0; depth <= deepest && level.length > 0 && seen < mostFolders; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      if (++seen > mostFolders) break;
      const names = view.list(folder) ?? [];
      if (names.some((name) => isStandardName(name))) found.push(folder);
      for (const name of names) {
        if (skipped.has(name) || name.startsWith('.') || /\.\w+$/.test(name)) continue;
        if (view.kind(`${folder}/${name}`) === 'directory') next.push(`${folder}/${name}`);
      }
    }
    level = next;
  }
  return found;
}
