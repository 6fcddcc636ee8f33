import { assembleProject } from './assemble-project.ts';
import { environmentOf } from './environment.ts';
import { LoadCache } from './load-cache.ts';
import { loadModel } from './load-model.ts';
import { LoadSession } from './load-session.ts';
import { locateProject } from './locate-project.ts';
import { nameProject } from './name-project.ts';
import type { LoadProject, Project, ProjectRequest } from './project.ts';

/** Loads projects again and again, and redoes only what an edit changed. */
export interface ProjectLoader {
  /**
   * As `loadProject`. Places in projects from the same loader follow the newest text of their file, so two versions that
   * are compared with each other want two loaders.
   */
  readonly load: LoadProject;
}

export function createProjectLoader(): ProjectLoader {
  const cache = new LoadCache();
  return { load: (view, request) => load(new LoadSession(view, cache), request) };
}

/**
 * Loads the project that Compose would: finds its files, fills variables in, merges, follows `extends` and `include`,
 * applies profiles, and checks everything that Compose checks. Never throws; what is wrong is in `problems`.
 */
export const loadProject: LoadProject = (view, request) => createProjectLoader().load(view, request);

function load(session: LoadSession, request: ProjectRequest): Project {
  const place = locateProject(session, request);
  const named = nameProject(session, request, place);
  const variables = new Map(place.variables).set('COMPOSE_PROJECT_NAME', {
    value: named.name,
    origin: { from: 'environment' },
  });
  const environment = environmentOf(variables, place.directory);
  const base = { directory: place.directory, home: environment.value('HOME') ?? environment.value('USERPROFILE') };
  const model = loadModel(session, {
    files: place.files,
    role: (index) => (index === 0 ? 'compose' : 'override'),
    base,
    environment,
    including: place.files.slice(0, 1),
  });
  return assembleProject(session, { request, place, named, environment, variables, model });
}
