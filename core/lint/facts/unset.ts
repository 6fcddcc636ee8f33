import type { Project } from '../../project/project.ts';
import type { Location } from '../../text/source.ts';

/** Tells which places hold a variable that isn't set, so that their value isn't known. */
export function unsetPlaces(project: Project): (location: Location) => boolean {
  const places = project.variables.filter((use) => use.origin.from === 'unset').map((use) => use.location);
  return ({ file, range }) =>
    places.some((place) => place.file === file && place.range.start >= range.start && place.range.end <= range.end);
}

/** True for a path of Windows seen from another system: nothing can be said of what is there. */
export function isForeignPath(path: string, { directory }: Project): boolean {
  return /^[a-z]:[\\/]/i.test(path) && !/^[a-z]:/i.test(directory);
}
