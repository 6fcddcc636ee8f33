import type { Problem } from '../project/problem.ts';
import type { Project, Value } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import { allServices } from './service-pair.ts';

/**
 * Files in which a key of a service stands where Compose refuses it and is missing where it was: what a broken
 * indentation leaves behind when the text still is YAML.
 *
 * @param view the view that `after` was read from
 */
export function misplacedKeys(before: Project, after: Project, view: FileView): ReadonlySet<string> {
  const files = new Set<string>();
  const lost = lostKeys(before, after);
  if (lost.size === 0 || after.valid || !before.valid) return files;
  const known = new Set(before.problems.map(describe));
  const refused = after.problems.filter(
    (problem) => (problem.rule === 'unknown-key' || problem.rule === 'wrong-kind') && !known.has(describe(problem)),
  );
  for (const { location } of refused) {
    const key = keyAt(view.readText(location.file) ?? '', location.range);
    if (key !== undefined && lost.has(key)) files.add(location.file);
  }
  return files;
}

function describe({ rule, message, location }: Problem): string {
  return `${location.file} ${rule} ${message}`;
}

/** Keys at any depth of a service that are no longer where they were. */
function lostKeys(before: Project, after: Project): ReadonlySet<string> {
  const lost = new Set<string>();
  const now = allServices(after);
  for (const service of allServices(before).values()) {
    collectLost(service.value, now.get(service.name)?.value, lost);
  }
  return lost;
}

function collectLost(before: Value, after: Value | undefined, lost: Set<string>): void {
  if (before.kind !== 'mapping') return;
  for (const [key, { value }] of before.entries) {
    const now = after?.kind === 'mapping' ? after.entries.get(key)?.value : undefined;
    if (now === undefined) lost.add(key);
    collectLost(value, now, lost);
  }
}

/** The key that a place is, or whose value it is. */
function keyAt(text: string, { start, end }: { readonly start: number; readonly end: number }): string | undefined {
  const marked = /^["']?([\w.-]+)["']?$/.exec(text.slice(start, end));
  if (marked !== null && /^["']?\s*:/.test(text.slice(end))) return marked[1];
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const above = text.slice(0, start).trimEnd();
  return (/(?<![\w.-])([\w.-]+)["']?\s*:\s*$/.exec(text.slice(lineStart, start)) ??
    /(?<![\w.-])([\w.-]+)["']?\s*:$/.exec(above))?.[1];
}
