import type { Project } from '../../project/project.ts';
import type { Location } from '../../text/source.ts';

/** Tells which places hold a variable that isn't set, so that their value isn't known. */
export function unsetPlaces(project: Project): (location: Location) => boolean {
  const places = project.variables.filter((use) => use.origin.from === 'unset').map((use) => use.location);
  return ({ file, range }) =>
    places.some((place) => place.file === file && place.range.start >= range.start && place.range.end <= range.end);
}
