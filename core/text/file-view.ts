/**
 * One way to read files: the disk, an editor's buffers over the disk, a git revision, an agent's proposed edit.
 * Reading is synchronous, since a judgement must fit into the short time that a save or a hook has; a view whose source
 * is slow fetches ahead. Paths are absolute with forward slashes. Nothing here throws: what cannot be read is `undefined`.
 */
export interface FileView {
  /** The file's text, or undefined when there is no such readable file. */
  readText(file: string): string | undefined;
  /** What stands at the path, following symbolic links. */
  kind(file: string): 'file' | 'directory' | undefined;
  /** The names in a folder, unsorted, or undefined when it is none. */
  list(directory: string): readonly string[] | undefined;
}

/**
 * A view in which some files have other texts than in `base`, or are absent.
 *
 * @param base what all other files are read from
 * @param texts absolute path to its text, or to `undefined` for a file that is not there
 */
export function overlay(base: FileView, texts: ReadonlyMap<string, string | undefined>): FileView {
  return {
    readText: (file) => (texts.has(file) ? texts.get(file) : base.readText(file)),
    kind(file) {
      if (!texts.has(file)) return base.kind(file);
      return texts.get(file) === undefined ? undefined : 'file';
    },
    list(directory) {
      const prefix = directory.endsWith('/') ? directory : `${directory}/`;
      const names = new Set(base.list(directory));
      for (const [file, text] of texts) {
        if (!file.startsWith(prefix) || file.slice(prefix.length).includes('/')) continue;
        if (text === undefined) names.delete(file.slice(prefix.length));
        else names.add(file.slice(prefix.length));
      }
      return names.size > 0 || base.kind(directory) === 'directory' ? [...names] : undefined;
    },
  };
}

/** Why a file that is there has no text, as the end of a sentence. See `largestText` of the view of the disk. */
export const whyUnreadable = 'cannot be read: it has more than 16 MB, or you may not read it';
