import type { FileView } from '../core/text/file-view.ts';
import { statQuietly } from './stat-quietly.ts';

/**
 * A view over the disk that reads a text again only when its time or size has changed, so that a project of many files
 * is read again after each key without reading its files again.
 */
export function cachedDisk(disk: FileView): FileView {
  const texts = new Map<string, { readonly stamp: string; readonly text: string | undefined }>();
  return {
    ...disk,
    readText(file) {
      const stat = statQuietly(file);
      if (stat === undefined) return undefined;
      const stamp = `${stat.mtimeNs}:${stat.ctimeNs}:${stat.size}:${stat.ino}`;
      const known = texts.get(file);
      if (known?.stamp === stamp) return known.text;
      const text = disk.readText(file);
      texts.set(file, { stamp, text });
      return text;
    },
  };
}
