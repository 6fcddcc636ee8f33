import { posix } from 'node:path';

/** An absolute path with forward slashes for a path as written in a file of `folder`. */
export function resolvePath(folder: string, path: string): string {
  const portable = path.replaceAll('\\', '/');
  if (/^[A-Za-z]:\//.test(portable)) return portable;
  return posix.normalize(portable.startsWith('/') ? portable : `${folder}/${portable}`).replace(/(?<=.)\/$/, '');
}
