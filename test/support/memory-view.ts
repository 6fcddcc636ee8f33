import type { FileView } from '../../core/text/file-view.ts';

/** A view of files that are only in memory: absolute paths and their texts. Folders are there when a file is in them. */
export function memoryView(files: ReadonlyMap<string, string>): FileView {
  const below = (directory: string) => (directory.endsWith('/') ? directory : `${directory}/`);
  return {
    readText: (file) => files.get(file),
    kind(path) {
      if (files.has(path)) return 'file';
      return [...files.keys()].some((file) => file.startsWith(below(path))) ? 'directory' : undefined;
    },
    list(directory) {
      const prefix = below(directory);
      const names = new Set<string>();
      for (const file of files.keys())
        if (file.startsWith(prefix)) names.add(file.slice(prefix.length).split('/')[0] ?? '');
      return names.size > 0 ? [...names] : undefined;
    },
  };
}
