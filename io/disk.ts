import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { FileView } from '../core/text/file-view.ts';

/** Bytes. Larger files are no Compose files; reading one into a judgement would stop an editor. */
export const largestText = 16 * 1024 * 1024;

/**
 * The files as they are on disk at the moment of each call. Nothing is cached. Text is UTF-8; a byte order mark is kept,
 * since the text is written back as it was.
 */
export const disk: FileView = {
  readText(file) {
    try {
      const stat = statSync(file);
      if (!stat.isFile() || stat.size > largestText) return undefined;
      return readFileSync(file, 'utf8');
    } catch {
      return undefined;
    }
  },
  kind(file) {
    try {
      const stat = statSync(file);
      if (stat.isFile()) return 'file';
      return stat.isDirectory() ? 'directory' : undefined;
    } catch {
      return undefined;
    }
  },
  list(directory) {
    try {
      return readdirSync(directory);
    } catch {
      return undefined;
    }
  },
};

/** A path as the library wants it: forward slashes, upper-case drive letter. `file` is absolute. */
export function toPortablePath(file: string): string {
  const portable = process.platform === 'win32' ? file.replaceAll('\\', '/') : file;
  return portable.replace(/^[a-z](?=:\/)/, (drive) => drive.toUpperCase());
}
