import { basename } from 'pathe';
import type { Location } from '../text/source.ts';
import { entryOf } from '../yaml/node.ts';
import { interpolateText } from './interpolate-text.ts';
import { type LoadSession, resolvePath, startOf } from './load-session.ts';
import type { ProjectPlace } from './locate-project.ts';
import type { ProjectRequest } from './project.ts';

/** A project's name and where it comes from. */
export interface ProjectName {
  readonly name: string;
  readonly location: Location;
}

/** `-p`, then COMPOSE_PROJECT_NAME, then the last `name:` in the files, then the project directory's name. */
export function nameProject(session: LoadSession, request: ProjectRequest, place: ProjectPlace): ProjectName {
  const start = startOf(place.files[0] ?? resolvePath('compose.yaml', place.directory));
  const given = request.projectName || place.variables.get('COMPOSE_PROJECT_NAME')?.value;
  if (given) {
    if (normaliseName(given) !== given) {
      session.report(
        'bad-project-name',
        `"${given}" is no valid project name: use lowercase letters, digits, "-" and "_", beginning with a letter or digit.`,
        start,
      );
    }
    return { name: given, location: start };
  }
  let written: ProjectName | undefined;
  for (const file of place.files) {
    const text = session.view.readText(file);
    if (text === undefined) continue;
    for (const { root } of session.cache.yaml.read(file, text).documents) {
      const value = entryOf(root, 'name')?.value;
      if (value?.kind === 'scalar' && value.text !== '') written = { name: value.text, location: value.location };
    }
  }
  if (written) {
    const filled = interpolateText(written.name, { value: (name) => place.variables.get(name)?.value });
    const name = normaliseName(filled.text);
    if (name !== '') return { name, location: written.location };
  }
  const name = normaliseName(basename(place.directory));
  if (name === '')
    session.report('bad-project-name', 'The folder gives no project name: set "name:" in the file.', start);
  return { name, location: start };
}

function normaliseName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}
