import type { Project, ProjectFile } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import type { Location } from '../text/source.ts';
import type { Change } from './change.ts';
import { compareProjects } from './compare-projects.ts';
import { placeOf } from './compare-volumes.ts';
import { misplacedKeys } from './misplaced-keys.ts';
import { salvage, shareLost } from './salvage.ts';
import { allServices } from './service-pair.ts';
import { isTorn } from './torn-text.ts';

/** Both sides of an edit: the projects and the files that they were read from. */
export interface Sides {
  readonly before: Project;
  readonly after: Project;
  readonly viewBefore: FileView;
  readonly viewAfter: FileView;
  /** True when it is known that nothing but whole entries is gone from the files, so that no key can stand elsewhere. */
  readonly removesOnly?: boolean | undefined;
}

/** From this share of lost lines on, an edit of a broken file is no repair. */
const largestRepair = 0.2;

/**
 * Compares two sides of which one or both may have files that don't parse, or that end in the middle. What can still be
 * seen in such a text is not reported as removed, but the text itself always is: nothing can start from it.
 */
export function compareSides(sides: Sides): Change[] {
  const { before, after, viewBefore, viewAfter } = sides;
  const brokenBefore = unreadable(before);
  const brokenAfter = unreadable(after);
  if (brokenBefore.length > 0) return compareRepair(sides, brokenBefore, brokenAfter);
  if (allServices(before).size === 0 && before.volumes.size === 0) return compareProjects(before, after, sides);
  if (brokenAfter.length > 0) return [...brokenAfter.map(brokenFile), ...compareVisible(sides)];
  const torn = composeFiles(before).filter((file) => {
    const [old, now] = [viewBefore.readText(file.file), viewAfter.readText(file.file)];
    return old !== undefined && now !== undefined && isTorn(old, now);
  });
  const slipped = sides.removesOnly ? [] : [...misplacedKeys(before, after, viewAfter)];
  const misplaced = slipped.map((file) =>
    wholeFile(file, 'has parts of a service where Compose refuses them, as after a slip of the indentation'),
  );
  return [...(torn.length > 0 ? torn.map(tornFile) : misplaced), ...compareProjects(before, after, sides)];
}

/** What was there before and can't be seen any more in texts of which at least one doesn't parse. */
function compareVisible({ before, after, viewAfter }: Sides): Change[] {
  const seen = visibleNames([...composeFiles(before), ...composeFiles(after)], viewAfter);
  const changes: Change[] = [];
  for (const service of allServices(before).values()) {
    if (seen.services.has(service.name)) continue;
    changes.push(lost('service-removed', service.name, service.definitions.at(-1)?.block ?? null));
  }
  for (const volume of before.volumes.values()) {
    if (!seen.volumes.has(volume.name)) changes.push(lost('volume-removed', volume.name, placeOf(volume)));
  }
  return changes;
}

/**
 * An edit of a file that could not be read before. Repairing it must be possible, so what is compared is what could be
 * seen in it, and while it still doesn't parse it may not lose much of its text.
 */
function compareRepair(
  sides: Sides,
  brokenBefore: readonly ProjectFile[],
  brokenAfter: readonly ProjectFile[],
): Change[] {
  const { before, after, viewBefore, viewAfter } = sides;
  const still = visibleNames([...composeFiles(before), ...composeFiles(after)], viewAfter);
  const services = brokenAfter.length > 0 ? still.services : new Set(allServices(after).keys());
  const volumes = brokenAfter.length > 0 ? still.volumes : new Set(after.volumes.keys());
  const wasBroken = new Set(brokenBefore.map(({ file }) => file));
  const changes: Change[] = brokenAfter.filter(({ file }) => !wasBroken.has(file)).map(brokenFile);
  const reported = new Set<string>();
  for (const { file } of composeFiles(before)) {
    const text = viewBefore.readText(file);
    if (text === undefined) continue;
    const seen = salvage(text);
    for (const { name, range } of seen.services) {
      if (services.has(name) || reported.has(name)) continue;
      reported.add(name);
      changes.push(lost('service-removed', name, { file, range }));
    }
    for (const { name, range } of seen.volumes) {
      if (!volumes.has(name)) changes.push(lost('volume-removed', name, { file, range }));
    }
    const share = shareLost(text, viewAfter.readText(file) ?? '');
    const broken = brokenAfter.find((other) => other.file === file);
    if (broken !== undefined && wasBroken.has(file) && share > largestRepair) changes.push(brokenFile(broken));
  }
  return changes;
}

function visibleNames(files: readonly ProjectFile[], view: FileView) {
  const services = new Set<string>();
  const volumes = new Set<string>();
  for (const file of new Set(files.map((entry) => entry.file))) {
    const seen = salvage(view.readText(file) ?? '');
    for (const { name } of seen.services) services.add(name);
    for (const { name } of seen.volumes) volumes.add(name);
  }
  return { services, volumes };
}

/** The Compose files of a project, included and extended ones too. */
export function composeFiles(project: Project): ProjectFile[] {
  return project.files.filter(({ role }) => ['compose', 'override', 'include', 'extends'].includes(role));
}

function unreadable(project: Project): ProjectFile[] {
  return composeFiles(project).filter(({ exists, readable }) => exists && !readable);
}

function brokenFile({ file }: ProjectFile): Change {
  return wholeFile(file, 'can no longer be read as YAML: no service of the project can start from it');
}

function tornFile({ file }: ProjectFile): Change {
  return wholeFile(file, 'ends in the middle of a line of its former text, as after a write that was cut off');
}

function wholeFile(file: string, what: string): Change {
  const place: Location = { file, range: { start: 0, end: 0 } };
  const message = `The file ${file.slice(file.lastIndexOf('/') + 1)} ${what}.`;
  return { kind: 'file-unreadable', name: file, message, before: place, after: place };
}

function lost(kind: 'service-removed' | 'volume-removed', name: string, before: Location | null): Change {
  const noun = kind === 'service-removed' ? 'Service' : 'Volume';
  const message = `${noun} "${name}" can no longer be found in the text.`;
  return { kind, name, message, before, after: null };
}
