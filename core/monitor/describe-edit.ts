import type { ChangeKind } from '../changes/change.ts';
import { compareProjects } from '../changes/compare-projects.ts';
import type { Project } from '../project/project.ts';
import type { TimelineEntry } from './timeline.ts';

/** Kinds of change that are harmless, of which a history needs only the number. */
const harmless = /-(?:added|changed)$/;
const most = 6;

/**
 * What an edit of a project's files did, for the timeline: an entry for each change that takes something away, and one
 * for all others together. Two readings of the same files give none.
 */
export function entriesOfEdit(
  before: Project,
  after: Project,
  edit: { readonly at: number; readonly file?: string | undefined },
): readonly TimelineEntry[] {
  const changes = compareProjects(before, after);
  if (changes.length === 0) return [];
  const about = { at: edit.at, source: 'file', project: after.name, ...(edit.file && { file: edit.file }) } as const;
  const grave = changes.filter(({ kind }) => !isHarmless(kind));
  const others = changes.filter(({ kind }) => isHarmless(kind));
  const entries: TimelineEntry[] = grave
    .slice(0, most)
    .map(({ kind, message }) => ({ ...about, what: kind, weight: 'warning', text: message }));
  const rest = grave.length - entries.length;
  if (rest > 0) {
    entries.push({
      ...about,
      what: 'changed',
      weight: 'warning',
      text: `${rest} more changes that take something away.`,
    });
  }
  if (others.length > 0) {
    const names = [...new Set(others.map(({ service, name }) => service ?? name))];
    const listed = names.length > most ? `${names.slice(0, most).join(', ')} …` : names.join(', ');
    entries.push({ ...about, what: 'changed', weight: 'plain', text: `The file changed: ${listed}.` });
  }
  return entries;
}

/** The entry for a project whose Compose file is gone. */
export function entryOfGoneFile(before: Project, at: number): TimelineEntry {
  const text = `The Compose file in ${before.directory} is gone.`;
  return { at, source: 'file', what: 'file-removed', weight: 'bad', project: before.name, text };
}

function isHarmless(kind: ChangeKind): boolean {
  return harmless.test(kind) && kind !== 'image-changed';
}
