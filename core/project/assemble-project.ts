import type { Location } from '../text/source.ts';
import { brokenParts } from './broken-parts.ts';
import type { Section } from './canonical.ts';
import { checkReferences, checkResource, type References } from './check-references.ts';
import type { Contribution } from './contribution.ts';
import type { Environment, Variable } from './environment.ts';
import { type LoadSession, resolvePath, startOf } from './load-session.ts';
import type { ProjectPlace } from './locate-project.ts';
import type { Model } from './model.ts';
import type { ProjectName } from './name-project.ts';
import { once } from './once.ts';
import type { Problem } from './problem.ts';
import { problem } from './problem-rules.ts';
import type { Entry, MappingValue, Project, ProjectRequest, Resource, Service } from './project.ts';
import { lookForFiles, reportServiceFiles } from './service-files.ts';
import { mappingAt, partsAt, scalarAt } from './value.ts';

/** What an assembled project is made from. */
export interface Assembly {
  readonly request: ProjectRequest;
  readonly place: ProjectPlace;
  readonly named: ProjectName;
  readonly environment: Environment;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly model: Model;
}

/** Makes the project out of its merged model: profiles, typed views, everything that must fit together. */
export function assembleProject(
  session: LoadSession,
  { request, place, named, environment, variables, model }: Assembly,
): Project {
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
    if (enabled) session.checks.push(finished.problems);
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
    for (const resource of parts[section].values()) session.checks.push(() => checkResource(section, resource));
  }
  session.checks.push(() => checkReferences(parts, (service) => session.cache.references(service)));
  reportMissingFile(session, place);

  const problems = once(() => {
    const found = [...session.problems, ...session.checks.flatMap((check) => check())];
    const rest = withoutConsequences([...found, ...emptiness(found, place, model)], parts);
    return sorted(rest, [...session.files.keys()]);
  });
  const valid = once(() => !problems().some((found) => found.severity === 'error'));
  return {
    name: named.name,
    directory: place.directory,
    composeFiles: place.files,
    files: [...session.files.values()],
    ...parts,
    environment: variables,
    variables: session.variables,
    get problems() {
      return problems();
    },
    get valid() {
      return valid();
    },
    root: rootOf(named, all, parts, model),
  };
}

function reportMissingFile(session: LoadSession, place: ProjectPlace): void {
  if (place.files.length > 0) return;
  const expected = resolvePath('compose.yaml', place.directory);
  session.addFile({ file: expected, role: 'compose', exists: false, readable: true });
  session.report(
    'file-not-found',
    `There is no Compose file in "${place.directory}" or the folders above it.`,
    startOf(expected),
  );
}

function emptiness(found: readonly Problem[], place: ProjectPlace, model: Model): readonly Problem[] {
  const [first] = place.files;
  if (first === undefined || found.some(({ severity }) => severity === 'error')) return [];
  const empty = model.others.size === 0 && [...model.sections.values()].every((section) => section.size === 0);
  return empty
    ? [problem('empty-file', 'The Compose file defines nothing, and Compose rejects it.', startOf(first))]
    : [];
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
function defaultNetwork(named: ProjectName): Resource {
  const engineName = `${named.name}_default`;
  return {
    name: 'default',
    definitions: [],
    engineName,
    external: false,
    value: partsAt({ name: engineName }, named.location),
  };
}

function rootOf(
  named: ProjectName,
  services: ReadonlyMap<string, Service>,
  parts: References,
  model: Model,
): MappingValue {
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

const ofYaml: ReadonlySet<string> = new Set(['yaml-syntax', 'duplicate-key']);

/** Without what was found in services and so on that could not be read. */
function withoutConsequences(problems: readonly Problem[], parts: References): readonly Problem[] {
  const isBroken = brokenParts(parts, problems);
  const rest = isBroken ? problems.filter(({ rule, location }) => ofYaml.has(rule) || !isBroken(location)) : problems;
  const orphans = rest.filter(
    ({ rule, suggestion }) =>
      rule === 'missing-extends' || rule === 'extends-cycle' || (rule === 'unknown-key' && suggestion === 'image'),
  );
  if (orphans.length === 0) return rest;
  // What a service would have taken over is not known, its image among it; and a misspelled image is there.
  const isOrphan = ({ definitions }: Service) =>
    definitions.some(({ block }) => orphans.some(({ location }) => holds(block, location)));
  const keys = new Set([...parts.services.values()].filter(isOrphan).map(({ definitions }) => definitions.at(-1)?.key));
  return rest.filter(({ rule, location }) => rule !== 'missing-image-or-build' || !keys.has(location));
}

function holds(outer: Location, inner: Location): boolean {
  return outer.file === inner.file && outer.range.start <= inner.range.start && inner.range.end <= outer.range.end;
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
