import type { Project } from '../../project/project.ts';
import type { FileView } from '../../text/file-view.ts';
import { entryOf, type YamlEntry } from '../../yaml/node.ts';
import { readOnce } from './read-once.ts';

/** A top-level key of each Compose file that has it: of the project's own, included and extended ones. */
export function composeMappings(project: Project, view: FileView, key: string): readonly YamlEntry[] {
  const found: YamlEntry[] = [];
  for (const { file, role } of project.files) {
    if (role === 'env' || role === 'env_file' || role === 'label_file') continue;
    const text = view.readText(file);
    // Reading a file anew is dear; most do not have the key.
    if (text === undefined || !new RegExp(`^["']?${key}["']?\\s*:`, 'm').test(text)) continue;
    for (const document of readOnce(file, text).documents) {
      const entry = entryOf(document.root, key);
      if (entry !== undefined) found.push(entry);
    }
  }
  return found;
}
