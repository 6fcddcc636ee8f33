import { allServices } from '../../changes/service-pair.ts';
import type { Project } from '../../project/project.ts';
import type { FileView } from '../../text/file-view.ts';
import type { JudgedChange, Judgement } from '../verdict.ts';
import { itemIdentity } from './item-identity.ts';

/** A place in Compose files that a change is about. */
export interface Place {
  /** Keys from the top of a file; items of sequences by `itemIdentity`. */
  readonly path: readonly string[];
  /** True when the change takes it out. */
  readonly drop?: boolean;
}

interface Context {
  readonly judgement: Pick<Judgement, 'before' | 'after'>;
  /** The view that the judgement's `before` was read from. */
  readonly before: FileView;
}

type Section = 'networks' | 'secrets' | 'configs';

/**
 * The places at which a change can be undone, or carried out: in whichever file they are. Places that are in neither
 * file don't matter, so every way to write the same thing is named.
 */
export function placesOfChange(change: JudgedChange, context: Context): Place[] {
  const { name, to } = change;
  const service = change.service ?? name;
  const at = (...path: string[]): Place => ({ path: ['services', service, ...path] });
  switch (change.kind) {
    case 'service-removed':
      return [{ path: ['services', name], drop: true }];
    case 'service-renamed':
      return [
        { path: ['services', name], drop: true },
        { path: ['services', to ?? name] },
        ...referencesToService(context.judgement.before, name).flatMap((path) => [
          { path: [...path, name] },
          { path: [...path, to ?? name] },
        ]),
      ];
    case 'service-disabled': {
      const now = allServices(context.judgement.after).get(name);
      if (now !== undefined && !now.image && !now.build) return [at()];
      return [at('profiles'), at('scale'), at('deploy', 'replicas'), ...mountPlaces(change, context)];
    }
    case 'volume-removed':
      return [{ path: ['volumes', name], drop: true }];
    case 'volume-renamed':
      return [{ path: ['volumes', name] }, { path: ['volumes', to ?? name] }, ...mountsOf(context.judgement, name)];
    case 'volume-moved':
    case 'volume-detached':
    case 'volume-made-anonymous':
      return change.service === undefined ? [{ path: ['volumes', name] }] : mountPlaces(change, context);
    case 'network-removed':
      if (change.service !== undefined) return [at('networks', name)];
      return [{ path: ['networks', name], drop: true }, ...references(context.judgement.before, 'networks', name)];
    case 'secret-removed':
      if (change.service !== undefined) return [at('secrets', name)];
      return [{ path: ['secrets', name], drop: true }, ...references(context.judgement.before, 'secrets', name)];
    case 'config-removed':
      if (change.service !== undefined) return [at('configs', name)];
      return [{ path: ['configs', name], drop: true }, ...references(context.judgement.before, 'configs', name)];
    case 'project-renamed':
      return [{ path: ['name'] }];
    case 'include-removed':
      return [{ path: ['include'] }];
    case 'image-changed':
      return [at('image')];
    case 'dependency-removed':
      return [
        { ...at('depends_on', name), drop: true },
        ...['links', 'volumes_from'].map((key) => at(key, name)),
        ...['network_mode', 'ipc', 'pid']
          .filter((key) => leadsTo(context.judgement.before, service, key, name))
          .map((key) => at(key)),
      ];
    case 'healthcheck-removed':
      return [at('healthcheck')];
    case 'environment-retargeted':
      return [at('environment', name)];
    case 'port-unpublished':
      return [at('ports', portIdentity(change, context))];
    case 'container-renamed':
      return [at('container_name')];
    case 'user-changed':
      return [at('user')];
    default:
      return [];
  }
}

/** The mounts of a change by their paths in the container, before and after. */
function mountPlaces(change: JudgedChange, { judgement }: Context): Place[] {
  const service = change.service ?? change.name;
  const targets = new Set<string>();
  for (const old of allServices(judgement.before).values()) {
    for (const mount of old.mounts) if (samePlace(mount.location, change.before)) targets.add(mount.target);
  }
  for (const mount of allServices(judgement.after).get(service)?.mounts ?? []) {
    if (samePlace(mount.location, change.after)) targets.add(mount.target);
  }
  return [
    ...[...targets].flatMap((target) => [
      { path: ['services', service, 'volumes', itemIdentity('volumes', target)] },
      { path: ['services', service, 'tmpfs', target] },
    ]),
    { path: ['services', service, 'volumes_from', change.name.replace(/^volumes_from:/, '')] },
    ...settingPlaces(change, judgement),
  ];
}

/** The settings by which a change moved a service's data: a variable, or its command. */
function settingPlaces(change: JudgedChange, { before, after }: Context['judgement']): Place[] {
  const service = change.service ?? change.name;
  const places = new Map<string, Place>();
  for (const [project, place] of [
    [before, change.before],
    [after, change.after],
  ] as const) {
    const found = allServices(project).get(service);
    for (const [name, { location }] of found?.environment ?? [])
      if (samePlace(location, place)) places.set(name, { path: ['services', service, 'environment', name] });
    for (const key of ['command', 'entrypoint'] as const)
      if (samePlace(found?.[key]?.location ?? null, place)) places.set(key, { path: ['services', service, key] });
  }
  return [...places.values()];
}

function samePlace(a: JudgedChange['before'], b: JudgedChange['before']): boolean {
  if (a === null || b === null) return false;
  return a.file === b.file && a.range.start === b.range.start && a.range.end === b.range.end;
}

function mountsOf({ before }: Context['judgement'], volume: string): Place[] {
  return [...allServices(before).values()].flatMap(({ name, mounts }) =>
    mounts
      .filter(({ type, source }) => type === 'volume' && source?.value === volume)
      .map(({ target }) => ({ path: ['services', name, 'volumes', itemIdentity('volumes', target)] })),
  );
}

/** Where the services that stay refer to a network, secret or config: such a reference went with what it refers to. */
function references(before: Project, section: Section, name: string): Place[] {
  return [...allServices(before).values()]
    .filter((service) => service[section].some(({ value }) => value === name))
    .map((service) => ({ path: ['services', service.name, section, name], drop: true }));
}

function referencesToService(before: Project, name: string): string[][] {
  return [...allServices(before).values()]
    .filter(({ dependsOn }) => dependsOn.some(({ service }) => service === name))
    .flatMap((service) => ['depends_on', 'links', 'volumes_from'].map((key) => ['services', service.name, key]));
}

function leadsTo(before: Project, service: string, key: string, name: string): boolean {
  return before.services.get(service)?.dependsOn.some(({ via, service: to }) => via === key && to === name) ?? false;
}

function portIdentity({ before: place, name }: JudgedChange, { before }: Context): string {
  if (place === null) return name;
  return itemIdentity('ports', before.readText(place.file)?.slice(place.range.start, place.range.end) ?? name);
}

/** References that an approved removal would leave dangling in a service that stays. */
export function danglingReferences(after: Project, removed: ReadonlySet<string>): Place[] {
  return [...allServices(after).values()].flatMap(({ name, dependsOn }) =>
    dependsOn
      .filter(
        ({ service, via }) =>
          removed.has(service) && (via === 'depends_on' || via === 'links' || via === 'volumes_from'),
      )
      .map(({ service, via }) => ({ path: ['services', name, via, service], drop: true })),
  );
}
