import type { ChangeKind } from '../../changes/change.ts';
import { composeFiles } from '../../changes/compare-broken.ts';
import { allServices } from '../../changes/service-pair.ts';
import { significantText } from '../../changes/torn-text.ts';
import type { Project, Service } from '../../project/project.ts';
import { type FileView, overlay } from '../../text/file-view.ts';
import { withConsequences } from '../approval.ts';
import { heldChanges } from '../judge.ts';
import type { JudgedChange, Judgement } from '../verdict.ts';
import { graftWithAnchors } from './graft-anchors.ts';
import { withHeader } from './header.ts';
import { emptyOutline, type Outline, partAt, readOutline } from './outline.ts';
import type { BlockEntry } from './part.ts';
import { danglingReferences, type Place, placesOfChange } from './places-of-change.ts';
import { placesAfterRename, renamesIn, withOldNames } from './rename-back.ts';

export interface HoldOptions {
  readonly before: FileView;
  readonly after: FileView;
  /** What the judge said of going from `before` to `after`. */
  readonly judgement: Judgement;
  /** Ids of the changes that a person approved. */
  readonly approved: ReadonlySet<string>;
  /** Judges an edit of the same project by the same policy; the result is checked with it. */
  readonly judge: (before: FileView, after: FileView) => Judgement;
}

/** File to its text, or undefined when it has to be absent. */
export type Texts = ReadonlyMap<string, string | undefined>;

/**
 * Keeps back what of an edit needs a person's word and has none: deleted blocks come back in their place with their
 * comments, and the rest of the edit stays.
 *
 * The result is judged again. Where it would still lose something, larger parts are taken from before (the service, the
 * section, the file, in the end all files), so that what is returned never loses anything that was not approved.
 *
 * @returns for each file that has to differ from `after` its text; a file without an entry stays as `after` has it
 */
export function hold(options: HoldOptions): Texts {
  const { before, after, judgement } = options;
  const approved = feasible(judgement, withConsequences(judgement.changes, options.approved));
  const held = heldChanges(judgement.changes).filter(({ id }) => !approved.has(id));
  if (held.every(({ id }) => options.approved.has(id))) return new Map();

  const edit = readEdit({ ...options, approved, held });
  for (const attempt of attempts) {
    const texts = attempt(edit);
    if (texts !== undefined && isSafe(texts, { ...options, approved })) return onlyDifferent(texts, after);
  }
  return onlyDifferent(new Map(edit.changed.map((file) => [file, before.readText(file)])), after);
}

/** The sections whose entries services refer to, by the kind of change that removes an entry. */
const referredTo = new Map<ChangeKind, (service: Service) => readonly (string | undefined)[]>([
  ['volume-removed', ({ mounts }) => mounts.map(({ type, source }) => (type === 'volume' ? source?.value : undefined))],
  ['network-removed', ({ networks }) => networks.map(({ value }) => value)],
  ['secret-removed', ({ secrets }) => secrets.map(({ value }) => value)],
  ['config-removed', ({ configs }) => configs.map(({ value }) => value)],
]);

/**
 * The approved changes that can be carried out while others are held: a volume can't go while a service that uses it
 * stays. It waits until the service's removal is approved too.
 */
function feasible({ changes, before, after }: Judgement, approved: ReadonlySet<string>): ReadonlySet<string> {
  const now = allServices(after);
  const uses = (change: JudgedChange, service: Service): boolean => {
    const names = referredTo.get(change.kind)?.(service) ?? [];
    if (!names.includes(change.name) || approved.has(`service-removed:${service.name}`)) return false;
    const left = now.get(service.name);
    return left === undefined || (referredTo.get(change.kind)?.(left) ?? []).includes(change.name);
  };
  const kept = changes.filter(({ id }) => approved.has(id));
  return new Set(
    kept
      .filter((change) => ![...allServices(before).values()].some((service) => uses(change, service)))
      .map(({ id }) => id),
  );
}

/** An edit with what all attempts need of it. */
interface Edit extends HoldOptions {
  readonly held: readonly JudgedChange[];
  /** Compose files and others that the edit changes. */
  readonly changed: readonly string[];
  readonly compose: ReadonlySet<string>;
  /** The texts before, with nothing but the approved changes carried out. */
  readonly kept: Texts;
  /** References that would be left without what they refer to. */
  readonly dangling: readonly Place[];
}

function readEdit(options: HoldOptions & { readonly held: readonly JudgedChange[] }): Edit {
  const { before, after, judgement, approved } = options;
  const files = [...judgement.before.files, ...judgement.after.files].map(({ file }) => file);
  const changed = [...new Set(files)].filter((file) => before.readText(file) !== after.readText(file));
  const compose = new Set(
    [...composeFiles(judgement.before), ...composeFiles(judgement.after)].map(({ file }) => file),
  );

  const passing = judgement.changes.filter(({ id }) => approved.has(id));
  const gone = new Set(passing.filter(({ kind }) => kind === 'service-removed').map(({ name }) => name));
  const dangling = [judgement.after, judgement.before].flatMap((project) => danglingReferences(project, gone));
  const places = [...passing.flatMap((change) => placesOfChange(change, options)), ...(gone.size > 0 ? dangling : [])];
  const kept = new Map(
    changed.map((file) => {
      const text = before.readText(file);
      if (text === undefined || places.length === 0 || !compose.has(file)) return [file, text];
      return [file, graftText(text, readable(options, file) ?? '', places) ?? text];
    }),
  );
  return { ...options, changed, compose, kept, dangling };
}

/** A file's text after the edit, when it parses. */
function readable({ after, judgement }: HoldOptions, file: string): string | undefined {
  const broken = judgement.after.files.some((entry) => entry.file === file && !entry.readable);
  return broken ? undefined : after.readText(file);
}

type Attempt = (edit: Edit) => Texts | undefined;

/** From the finest to the coarsest. What comes after the last one is the texts before. */
const attempts: readonly Attempt[] = [
  (edit) => (isNothingElse(edit) ? edit.kept : undefined),
  (edit) => restore(edit, (path) => path, { renameBack: true }),
  (edit) => restore(edit, (path) => path),
  (edit) => restore(edit, (path) => path.slice(0, 2), { andNeighbours: true }),
  (edit) => restore(edit, (path) => path.slice(0, 1), { andNeighbours: true }),
  (edit) => edit.kept,
];

/** True when an edit does nothing but what is held or approved, so that holding is leaving the text as it was. */
function isNothingElse(edit: Edit): boolean {
  const { judgement, before, changed, compose } = edit;
  const all = heldChanges(judgement.changes);
  const renames = renamesIn(all);
  const places = all.flatMap((change) => placesAfterRename(change, edit, renames));
  return changed.every((file) => {
    const old = before.readText(file);
    const now = readable(edit, file) === undefined ? undefined : withOldNames(edit, file, renames);
    if (now === undefined && old !== undefined) return true;
    if (old === undefined || now === undefined || !compose.has(file)) return false;
    if (significantText(now) === '') return true;
    const result = graftText(old, now, places);
    return result !== undefined && significantText(result) === significantText(now);
  });
}

/** Puts the places of the held changes back into the texts after. */
function restore(
  edit: Edit,
  coarsen: (path: readonly string[]) => readonly string[],
  {
    andNeighbours = false,
    renameBack = false,
  }: { readonly andNeighbours?: boolean; readonly renameBack?: boolean } = {},
): Texts | undefined {
  const { held, changed, compose, kept, after } = edit;
  const whole = new Set(held.filter(({ kind }) => kind.startsWith('file-')).map(({ name }) => name));
  const renames = renamesIn(held);
  if (renameBack && renames.size === 0) return undefined;
  const places = held
    .flatMap((change) => (renameBack ? placesAfterRename(change, edit, renames) : placesOfChange(change, edit)))
    .map(({ path }) => ({ path: coarsen(path) }));
  if (andNeighbours) places.push(...held.flatMap((change) => extensionOf(change, edit)));

  const texts = new Map<string, string | undefined>();
  const moved: { readonly from: string; readonly place: Place }[] = [];
  for (const file of changed) {
    const before = kept.get(file);
    const now = renameBack ? withOldNames(edit, file, renames) : after.readText(file);
    if (!compose.has(file)) texts.set(file, andNeighbours ? before : now);
    else if (whole.has(file) || now === undefined || readable(edit, file) === undefined) texts.set(file, before);
    else {
      const target = readOutline(now);
      const here = places.filter((place) => !isElsewhere(edit, target, place.path));
      for (const place of places) if (before !== undefined && !here.includes(place)) moved.push({ from: file, place });
      const out = [...edit.dangling, ...strays(edit, target, readOutline(edit.before.readText(file) ?? ''))];
      const text = graftText(now, before ?? '', [...here, ...out, ...lostName(target, before)]);
      texts.set(file, text === undefined ? before : withHeader(text, before ?? ''));
    }
  }
  for (const { from, place } of moved) {
    const file = allServices(edit.judgement.after)
      .get(place.path[1] ?? '')
      ?.definitions.at(-1)?.key.file;
    const text = file === undefined ? undefined : (texts.get(file) ?? after.readText(file));
    const source = readOutline(kept.get(from) ?? '');
    if (file === undefined || text === undefined || !partAt(source, place.path.slice(0, -1))) continue;
    texts.set(file, graftText(text, source.text, [place]) ?? text);
  }
  return texts;
}

/** The project's name, which is lost without a loss when the folder is called the same. */
function lostName(target: Outline, before: string | undefined): Place[] {
  const had = before !== undefined && partAt(readOutline(before), ['name']) !== undefined;
  return had && partAt(target, ['name']) === undefined ? [{ path: ['name'] }] : [];
}

const sections: ReadonlySet<string> = new Set([
  'name',
  'version',
  'include',
  'services',
  'networks',
  'volumes',
  'secrets',
  'configs',
  'models',
]);

/** What an edit left at the top level of what is put back: blocks that lost their indentation or their section's name. */
function strays({ held }: Edit, target: Outline, before: Outline): Place[] {
  const names = new Set(held.map(({ name }) => name));
  const known = (key: string) => sections.has(key) || key.startsWith('x-') || partAt(before, [key]) !== undefined;
  const isStray = (entry: BlockEntry): boolean => {
    if (known(entry.key)) return false;
    const part = entry.value();
    return names.has(entry.key) || (part.kind === 'block-mapping' && part.entries.some(({ key }) => names.has(key)));
  };
  const entries = target.root?.kind === 'block-mapping' ? target.root.entries : [];
  return entries.filter(isStray).map(({ key }) => ({ path: [key], drop: true }));
}

/** True for a part of a service that the edit moved out of this file, into one that did not have the service before. */
function isElsewhere({ judgement }: Edit, target: Outline, path: readonly string[]): boolean {
  const [section, name = ''] = path;
  if (section !== 'services' || path.length < 3 || partAt(target, ['services', name]) !== undefined) return false;
  const files = (project: Project) => (allServices(project).get(name)?.definitions ?? []).map(({ key }) => key.file);
  const old = new Set(files(judgement.before));
  return files(judgement.after).some((file) => !old.has(file));
}

/** The top-level extension (`x-…`) that a change took place in: a service may have its parts from there. */
function extensionOf(change: JudgedChange, { before }: Edit): Place[] {
  if (change.before === null) return [];
  const outline = readOutline(before.readText(change.before.file) ?? '');
  const offset = change.before.range.start;
  const entry = outline.root?.kind === 'block-mapping' ? outline.root.entries : [];
  const key = entry.find(({ first, end }) => {
    const [start, last] = [outline.lines[first]?.start ?? 0, outline.lines[end - 1]?.end ?? 0];
    return start <= offset && offset <= last;
  })?.key;
  return key?.startsWith('x-') ? [{ path: [key] }] : [];
}

function graftText(target: string, source: string, places: readonly Place[]): string | undefined {
  const from = significantText(source) === '' ? emptyOutline : readOutline(source);
  return graftWithAnchors(readOutline(target), from, places);
}

/** True when a result loses nothing that is not approved, and Compose accepts it if it accepted the text before. */
function isSafe(texts: Texts, { before, after, approved, judgement, judge }: HoldOptions): boolean {
  if ([...texts].every(([file, text]) => before.readText(file) === text)) return true;
  const result = judge(before, overlay(after, texts));
  const allowed = withConsequences(result.changes, approved);
  if (heldChanges(result.changes).some(({ id }) => !allowed.has(id))) return false;
  if (!judgement.before.valid || result.after.valid) return true;
  const known = new Set(judgement.after.problems.map(({ rule, message }) => `${rule} ${message}`));
  const names = judgement.changes.filter(({ id }) => approved.has(id)).map(({ name }) => `"${name}"`);
  return result.after.problems.every(({ rule, message, severity }) => {
    if (severity !== 'error') return true;
    const isCaused = rule.startsWith('undefined-') && names.some((name) => message.includes(name));
    return known.has(`${rule} ${message}`) && !isCaused;
  });
}

function onlyDifferent(texts: Texts, after: FileView): Texts {
  return new Map([...texts].filter(([file, text]) => after.readText(file) !== text));
}
