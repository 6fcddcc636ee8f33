import { basename, dirname } from 'pathe';
import type { Location } from '../text/source.ts';
import { entryOf } from '../yaml/node.ts';
import type { Section } from './canonical.ts';
import { checkReferences, checkResource, type References } from './check-references.ts';
import type { Contribution } from './contribution.ts';
import { readEnvFiles } from './env-files.ts';
import { type Environment, environmentOf, fromProcess, type Variable } from './environment.ts';
import { filesOfVariable, findComposeFiles } from './find-files.ts';
import { interpolateText } from './interpolate-text.ts';
import { LoadCache } from './load-cache.ts';
import { loadModel, type Model } from './load-model.ts';
import { LoadSession, resolvePath, startOf } from './load-session.ts';
import type { Problem } from './problem.ts';
import type { Entry, LoadProject, MappingValue, Project, ProjectRequest, Resource, Service } from './project.ts';
import { lookForFiles, reportServiceFiles } from './service-files.ts';
import { mappingAt, partsAt, scalarAt } from './value.ts';

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
  const place = locate(session, request);
  const named = nameProject(session, request, place);
  const variables = new Map(place.variables).set('COMPOSE_PROJECT_NAME', {
    value: named.name,
    origin: { from: 'environment' },
  });
  const environment = environmentOf(variables);
  const base = { directory: place.directory, home: environment.value('HOME') ?? environment.value('USERPROFILE') };
  const model = loadModel(session, {
    files: place.files,
    role: (index) => (index === 0 ? 'compose' : 'override'),
    base,
    environment,
    including: place.files.slice(0, 1),
  });
  return assemble(session, { request, place, named, environment, variables, model });
}

interface Place {
  /** The project directory. */
  readonly directory: string;
  readonly files: readonly string[];
  readonly variables: ReadonlyMap<string, Variable>;
}

/** Finds the files, and the variables that are known before any file is read (docker compose, ToProjectOptions). */
function locate(session: LoadSession, request: ProjectRequest): Place {
  const here = request.directory;
  const variables = fromProcess(request.environment ?? {});
  const folder = request.projectDirectory && resolvePath(request.projectDirectory, here);
  let files: readonly string[] = (request.files ?? []).map((file) => resolvePath(file, here));
  const directoryOf = (found: readonly string[]) => folder ?? (found[0] === undefined ? here : dirname(found[0]));

  const loaded = new Set<string>();
  const loadEnvFiles = (directory: string) => {
    const standard = resolvePath('.env', directory);
    const given =
      request.envFiles && request.envFiles.length > 0
        ? request.envFiles.map((file) => resolvePath(file, here))
        : undefined;
    const disabled = ['1', 't', 'true'].includes(
      (variables.get('COMPOSE_DISABLE_ENV_FILE')?.value ?? '').toLowerCase(),
    );
    const wanted = given ?? (disabled || !session.isFile(standard) ? [] : [standard]);
    if (!given && !disabled && wanted.length === 0)
      session.addFile({ file: standard, role: 'env', exists: false, readable: true });
    const key = wanted.join('\n');
    if (loaded.has(key)) return;
    loaded.add(key);
    const found = readEnvFiles(
      session,
      wanted.map((file) => ({ file })),
      { value: (name) => variables.get(name)?.value },
    );
    for (const [name, variable] of found) if (!variables.has(name)) variables.set(name, variable);
  };

  loadEnvFiles(directoryOf(files));
  if (files.length === 0) {
    const listed = variables.get('COMPOSE_FILE')?.value;
    files = listed
      ? filesOfVariable(listed, variables.get('COMPOSE_PATH_SEPARATOR')?.value, here)
      : findComposeFiles(session.view, folder ?? here);
    loadEnvFiles(directoryOf(files));
  }
  return { directory: directoryOf(files), files, variables };
}

interface Named {
  readonly name: string;
  readonly location: Location;
}

/** `-p`, then COMPOSE_PROJECT_NAME, then the last `name:` in the files, then the project directory's name. */
function nameProject(session: LoadSession, request: ProjectRequest, place: Place): Named {
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
  let written: Named | undefined;
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

interface Assembly {
  readonly request: ProjectRequest;
  readonly place: Place;
  readonly named: Named;
  readonly environment: Environment;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly model: Model;
}

function assemble(session: LoadSession, { request, place, named, environment, variables, model }: Assembly): Project {
  const signature = session.signature(named.name, environment);
  const profiles = activeProfiles(request, environment);
  const all = new Map<string, Service>();
  const services = new Map<string, Service>();
  const disabledServices = new Map<string, Service>();
  let usesDefaultNetwork = false;
  for (const [name, contribution] of model.sections.get('services') ?? []) {
    const finished = session.cache.finishService(name, contribution, environment, signature);
    if (!finished) continue;
    const service = finished.usesFiles ? lookForFiles(session, finished.service) : finished.service;
    const enabled = isEnabled(service, profiles);
    all.set(name, service);
    (enabled ? services : disabledServices).set(name, service);
    if (finished.usesDefaultNetwork) usesDefaultNetwork = true;
    if (enabled) session.problems.push(...finished.problems);
    if (enabled && finished.usesFiles) reportServiceFiles(session, service);
  }

  const resources = (section: Section) => readResources(model.sections.get(section) ?? new Map(), named.name, session);
  const networks = resources('networks');
  if (usesDefaultNetwork && !networks.has('default')) networks.set('default', defaultNetwork(named));
  const parts: References = {
    services,
    disabledServices,
    networks,
    volumes: resources('volumes'),
    secrets: resources('secrets'),
    configs: resources('configs'),
    models: resources('models'),
  };
  for (const section of ['networks', 'volumes', 'secrets', 'configs', 'models'] as const) {
    for (const resource of parts[section].values()) session.problems.push(...checkResource(section, resource));
  }
  session.problems.push(...checkReferences(parts, (service) => session.cache.references(service)));
  reportEmptiness(session, place, model);

  const problems = sorted(session.problems, [...session.files.keys()]);
  return {
    name: named.name,
    directory: place.directory,
    composeFiles: place.files,
    files: [...session.files.values()],
    ...parts,
    environment: variables,
    variables: session.variables,
    problems,
    valid: !problems.some((found) => found.severity === 'error'),
    root: rootOf(named, all, parts, model),
  };
}

function reportEmptiness(session: LoadSession, place: Place, model: Model): void {
  const [first] = place.files;
  if (first === undefined) {
    const expected = resolvePath('compose.yaml', place.directory);
    session.addFile({ file: expected, role: 'compose', exists: false, readable: true });
    session.report(
      'file-not-found',
      `There is no Compose file in "${place.directory}" or the folders above it.`,
      startOf(expected),
    );
    return;
  }
  const empty = model.others.size === 0 && [...model.sections.values()].every((section) => section.size === 0);
  if (empty && !session.problems.some((found) => found.severity === 'error')) {
    session.report('empty-file', 'The Compose file defines nothing, and Compose rejects it.', startOf(first));
  }
}

/** `--profile`s, or COMPOSE_PROFILES when there are none. */
function activeProfiles(request: ProjectRequest, environment: Environment): ReadonlySet<string> {
  const given = request.profiles ?? [];
  const listed =
    given.length > 0
      ? given
      : (environment.value('COMPOSE_PROFILES') ?? '').split(',').map((profile) => profile.trim());
  return new Set(listed);
}

function isEnabled(service: Service, profiles: ReadonlySet<string>): boolean {
  return (
    service.profiles.length === 0 || profiles.has('*') || service.profiles.some(({ value }) => profiles.has(value))
  );
}

function readResources(
  entries: ReadonlyMap<string, Contribution>,
  project: string,
  session: LoadSession,
): Map<string, Resource> {
  return new Map(
    [...entries].map(([name, contribution]) => [name, session.cache.readResource(name, contribution, project)]),
  );
}

/** The network `default`, which is there as soon as one service uses it. */
function defaultNetwork(named: Named): Resource {
  const engineName = `${named.name}_default`;
  return {
    name: 'default',
    definitions: [],
    engineName,
    external: false,
    value: partsAt({ name: engineName }, named.location),
  };
}

function rootOf(named: Named, services: ReadonlyMap<string, Service>, parts: References, model: Model): MappingValue {
  const entries = new Map<string, Entry>([
    ['name', { key: named.location, value: scalarAt(named.name, named.location) }],
  ]);
  const add = (section: Section, values: ReadonlyMap<string, Service | Resource>) => {
    if (values.size === 0) return;
    const inner = [...values].map(([name, part]): [string, Entry] => [
      name,
      { key: part.definitions.at(-1)?.key ?? part.value.location, value: part.value },
    ]);
    const at = inner[0]?.[1].key ?? named.location;
    entries.set(section, { key: at, value: mappingAt(inner, at) });
  };
  add('services', services);
  for (const section of ['networks', 'volumes', 'secrets', 'configs', 'models'] as const) add(section, parts[section]);
  for (const [key, entry] of model.others) if (key.startsWith('x-')) entries.set(key, entry);
  return { kind: 'mapping', entries, location: named.location };
}

/** By file in the order they were read, then by place; equal ones once. */
function sorted(problems: readonly Problem[], files: readonly string[]): readonly Problem[] {
  const order = new Map(files.map((file, index) => [file, index]));
  const keyed = problems.map((found) => {
    const { file, range } = found.location;
    return { found, file: order.get(file) ?? files.length, start: range.start, end: range.end };
  });
  keyed.sort(
    (a, b) =>
      a.file - b.file ||
      a.start - b.start ||
      a.end - b.end ||
      (a.found.rule < b.found.rule ? -1 : a.found.rule > b.found.rule ? 1 : 0),
  );
  return keyed
    .filter(({ found, start, end }, index) => {
      const before = keyed[index - 1];
      return !(
        before &&
        before.start === start &&
        before.end === end &&
        before.found.rule === found.rule &&
        before.found.message === found.message
      );
    })
    .map(({ found }) => found);
}
