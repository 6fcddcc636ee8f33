import { graft, makePlaces } from './graft.ts';
import { type Outline, pathAt } from './outline.ts';
import type { Place } from './places-of-change.ts';

/** More rounds than anchors that lead to anchors are never seen. */
const largestDepth = 5;

/**
 * Grafts, and then grafts what the grafted blocks refer to: an alias needs the block that has its anchor.
 *
 * @returns undefined when the layout of one of the texts is too unusual for it
 */
export function graftWithAnchors(target: Outline, source: Outline, places: readonly Place[]): string | undefined {
  const all = [...places];
  let text = graft(target, source, makePlaces(all));
  for (let round = 0; round < largestDepth && text !== undefined; round++) {
    const needed = missingAnchors(text).flatMap((anchor) => placeOfAnchor(source, anchor));
    const known = new Set(all.map(({ path }) => path.join('\n')));
    const added = needed.filter(({ path }) => !known.has(path.join('\n')));
    if (added.length === 0) break;
    all.push(...added);
    text = graft(target, source, makePlaces(all));
  }
  return text;
}

const mark = (sign: string) => new RegExp(`(?:^|[\\s,\\[{:-])\\${sign}([^\\s,\\[\\]{}]+)`, 'gm');

function missingAnchors(text: string): string[] {
  if (!text.includes('*')) return [];
  const anchors = new Set([...withoutComments(text).matchAll(mark('&'))].map(([, name]) => name));
  const aliases = [...withoutComments(text).matchAll(mark('*'))].map(([, name]) => name ?? '');
  return [...new Set(aliases)].filter((name) => !anchors.has(name));
}

function withoutComments(text: string): string {
  return text.replace(/(^|[ \t])#.*$/gm, '$1');
}

/** The entry of the source that has an anchor: a top-level one, or one in services, volumes and the like. */
function placeOfAnchor(source: Outline, anchor: string): Place[] {
  for (const match of source.text.matchAll(mark('&'))) {
    if (match[1] !== anchor) continue;
    const path = pathAt(source, match.index + match[0].length, 2);
    if (path.length > 0) return [{ path: path[0]?.startsWith('x-') ? path.slice(0, 1) : path }];
  }
  return [];
}
