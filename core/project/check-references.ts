import type { Located, Location } from '../text/source.ts';
import { findCycles } from './dependency-graph.ts';
import type { Problem } from './problem.ts';
import { type ProblemRuleId, problem } from './problem-rules.ts';
import type { Resource, Service } from './project.ts';
import { at, child, entriesOf, isNull, stringOf } from './value.ts';

/** The parts of a project that refer to each other. */
export interface References {
  readonly services: ReadonlyMap<string, Service>;
  readonly disabledServices: ReadonlyMap<string, Service>;
  readonly networks: ReadonlyMap<string, Resource>;
  readonly volumes: ReadonlyMap<string, Resource>;
  readonly secrets: ReadonlyMap<string, Resource>;
  readonly configs: ReadonlyMap<string, Resource>;
  readonly models: ReadonlyMap<string, Resource>;
}

type Kind = 'service' | 'network' | 'volume' | 'secret' | 'config' | 'model';

/** A name in a service that must be defined elsewhere. */
export interface Reference {
  readonly kind: Kind;
  readonly name: string;
  readonly location: Location;
  /** What more is asked of a service: that it is enabled, or that it has a build. */
  readonly needs?: 'running' | 'runningIfThere' | 'build' | undefined;
}

/** All names in a service that must be defined elsewhere. A pure function of the service. */
export function referencesOf(service: Service): readonly Reference[] {
  const found: Reference[] = [];
  const add = (kind: Kind, { value, location }: Located<string>) => found.push({ kind, name: value, location });
  for (const { service: name, location, required } of service.dependsOn) {
    found.push({ kind: 'service', name, location, needs: required ? 'running' : 'runningIfThere' });
  }
  for (const network of service.networks) add('network', network);
  for (const { type, source } of service.mounts) if (type === 'volume' && source) add('volume', source);
  for (const secret of service.secrets) add('secret', secret);
  for (const config of service.configs) add('config', config);
  for (const model of service.models) add('model', model);
  for (const [, { value }] of entriesOf(at(service.value, 'build', 'additional_contexts'))) {
    const text = stringOf(value);
    if (text?.startsWith('service:'))
      found.push({ kind: 'service', name: text.slice(8), location: value.location, needs: 'build' });
  }
  return found;
}

/**
 * Every reference of an enabled service to something that isn't there, and services that wait for each other in a circle.
 *
 * @param references `referencesOf`, or the same with a memory
 */
export function checkReferences(
  project: References,
  references: (service: Service) => readonly Reference[],
): readonly Problem[] {
  const problems: Problem[] = [];
  const known: Readonly<Record<Kind, ReadonlyMap<string, unknown>>> = {
    service: project.services,
    network: project.networks,
    volume: project.volumes,
    secret: project.secrets,
    config: project.configs,
    model: project.models,
  };
  for (const service of project.services.values()) {
    for (const reference of references(service)) {
      if (!known[reference.kind].has(reference.name)) {
        const found = missing(reference, service, project);
        if (found) problems.push(found);
      } else if (reference.needs === 'build') checkBuildable(reference, project, problems);
    }
  }
  checkCircles(project, problems);
  return problems;
}

function missing(
  { kind, name, location, needs }: Reference,
  service: Service,
  project: References,
): Problem | undefined {
  const disabled = kind === 'service' ? project.disabledServices.get(name) : undefined;
  if (!disabled || needs === 'build') return undefinedName(kind, name, service, location);
  if (needs === 'runningIfThere') return undefined;
  const profiles = disabled.profiles.map(({ value }) => value).join(', ');
  const message = `The service "${service.name}" needs "${name}", which runs only with the profile ${profiles}. Enable it, give both the profile, or write "required: false".`;
  return problem('disabled-dependency', message, location, related(disabled));
}

function checkBuildable({ name, location }: Reference, project: References, problems: Problem[]): void {
  const other = project.services.get(name);
  if (!other || other.build) return;
  problems.push(
    problem(
      'bad-value',
      `The service "${name}" has no "build", so it can't be a build context.`,
      location,
      related(other),
    ),
  );
}

function undefinedName(kind: Kind, name: string, service: Service, location: Location): Problem {
  const rule: ProblemRuleId = `undefined-${kind}`;
  const hint =
    kind === 'volume'
      ? `Add it under "volumes:", or write "./${name}" for a folder.`
      : `Correct the name, or define it under "${kind}s:".`;
  return problem(rule, `The ${kind} "${name}" that "${service.name}" refers to is not defined. ${hint}`, location);
}

function related(service: Service) {
  const definition = service.definitions.at(-1);
  return definition ? [{ message: `"${service.name}" is defined here`, location: definition.key }] : [];
}

function checkCircles(project: References, problems: Problem[]): void {
  for (const circle of findCycles(project.services)) {
    const [first = '', second = first] = circle;
    const dependency = project.services.get(first)?.dependsOn.find(({ service }) => service === second);
    if (!dependency) continue;
    const places = circle.flatMap((name, index) => {
      const next = circle[(index + 1) % circle.length];
      const step = project.services.get(name)?.dependsOn.find(({ service }) => service === next);
      return step && index > 0 ? [{ message: `"${name}" waits for "${next}"`, location: step.location }] : [];
    });
    const message = `These services wait for each other, so none can start: ${[...circle, first].join(' → ')}. Remove one of the dependencies.`;
    problems.push(problem('dependency-cycle', message, dependency.location, places));
  }
}

const CONTENT: Readonly<Record<'secrets' | 'configs', readonly string[]>> = {
  secrets: ['file', 'environment'],
  configs: ['file', 'environment', 'content'],
};

/**
 * Keys of something external that say how it is to be made. The specification has Compose reject the project; Compose does so
 * for volumes, and passes them over for the others.
 */
function surplusKeys(section: string, { value, name }: Resource): readonly Problem[] {
  const surplus = entriesOf(value).filter(
    ([key, entry]) => key !== 'name' && key !== 'external' && !key.startsWith('x-') && !isNull(entry.value),
  );
  return surplus.map(([key, entry]) => {
    const message = `The ${section.slice(0, -1)} "${name}" is external, so it is made elsewhere and "${key}" means nothing here. Remove one of the two.`;
    const found = problem('conflicting-keys', message, entry.key);
    return section === 'volumes' ? found : { ...found, severity: 'warning' };
  });
}

/** What Compose checks of a top-level resource by itself. */
export function checkResource(
  section: 'networks' | 'volumes' | 'secrets' | 'configs' | 'models',
  resource: Resource,
): readonly Problem[] {
  const { value, name, external } = resource;
  const location = resource.definitions.at(-1)?.key ?? value.location;
  const surplus = external && section !== 'models' ? surplusKeys(section, resource) : [];
  if (section !== 'secrets' && section !== 'configs') return surplus;
  const keys = CONTENT[section];
  const given = keys.filter((key) => child(value, key));
  const what = section.slice(0, -1);
  if (given.length > 1) {
    const [first, ...others] = entriesOf(value).flatMap(([key, entry]) => (given.includes(key) ? [entry.key] : []));
    const message = `The ${what} "${name}" takes one of ${keys.join(', ')}; it has ${given.join(' and ')}.`;
    const places = first && [{ message: 'the other one', location: first }];
    return others.map((other) => problem('conflicting-keys', message, other, places));
  }
  if (given.length === 1 || child(value, 'external') || child(value, 'driver')) return surplus;
  return [
    problem(
      'missing-key',
      `The ${what} "${name}" has no content: give it one of ${keys.join(', ')}, or "external: true".`,
      location,
    ),
  ];
}
