import type { Mount } from '../../project/project.ts';
import type { FileView } from '../../text/file-view.ts';
import type { Fix } from '../finding.ts';

/** Puts another target into a short mount that has the old one once. */
export function replaceMountTarget({
  mount,
  target,
  view,
}: {
  mount: Mount;
  target: string;
  view: FileView;
}): Fix | undefined {
  const { file, range } = mount.location;
  const text = view.readText(file)?.slice(range.start, range.end);
  const at = text?.indexOf(`:${mount.target}`) ?? -1;
  if (text === undefined || text.includes('\n') || at < 0 || text.includes(`:${mount.target}`, at + 1))
    return undefined;
  const start = range.start + at + 1;
  const end = start + mount.target.length;
  return {
    title: `Mount it at ${target}`,
    edits: [{ file, range: { start, end }, text: target }],
    safe: false,
  };
}
