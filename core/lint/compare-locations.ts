import type { Location } from '../text/source.ts';

/** Orders places by file, then by where they begin. */
export function compareLocations(a: Location, b: Location): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.range.start - b.range.start || a.range.end - b.range.end;
}
