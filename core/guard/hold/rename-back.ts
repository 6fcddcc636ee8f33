import { allServices } from '../../changes/service-pair.ts';
import type { FileView } from '../../text/file-view.ts';
import type { JudgedChange, Judgement } from '../verdict.ts';
import { type Place, placesOfChange } from './places-of-change.ts';

/** Both sides of an edit and what the judge said of it. */
interface Sides {
  readonly before: FileView;
  readonly after: FileView;
  readonly judgement: Judgement;
}

/** New name to old name of the services that are renamed. */
export function renamesIn(changes: readonly JudgedChange[]): ReadonlyMap<string, string> {
  return new Map(changes.flatMap(({ kind, name, to }) => (kind === 'service-renamed' && to ? [[to, name]] : [])));
}

/** A file's text after the edit, with the keys of renamed services as they were: what else the edit did to them stays. */
export function withOldNames(
  { after, judgement }: Sides,
  file: string,
  renames: ReadonlyMap<string, string>,
): string | undefined {
  let text = after.readText(file);
  if (text === undefined) return undefined;
  const keys = [...renames].flatMap(([to, name]) =>
    (allServices(judgement.after).get(to)?.definitions ?? [])
      .filter(({ key }) => key.file === file)
      .map(({ key }) => ({ name, ...key.range })),
  );
  for (const { name, start, end } of keys.sort((a, b) => b.start - a.start)) {
    const quote: string = /^["']/.exec(text.slice(start, end))?.[0] ?? '';
    text = text.slice(0, start) + quote + name + quote + text.slice(end);
  }
  return text;
}

/** The places of a change in texts whose services have their old names again. */
export function placesAfterRename(change: JudgedChange, edit: Sides, renames: ReadonlyMap<string, string>): Place[] {
  // The first two are the service's own entry, under its old and its new name.
  const places = placesOfChange(change, edit).slice(change.kind === 'service-renamed' ? 2 : 0);
  return places.map(({ path: [section = '', name = '', ...rest] }) => ({
    path:
      section === 'services' ? [section, renames.get(name) ?? name, ...rest] : [section, name, ...rest].filter(Boolean),
  }));
}
