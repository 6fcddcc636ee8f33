import { cleanPath } from '../compose/mount.ts';
import type { Section } from './canonical.ts';
import type { Environment } from './environment.ts';
import { absolutePath, type PathBase } from './paths.ts';
import type { Entry, MappingValue, Value } from './project.ts';
import {
  at,
  child,
  entriesOf,
  isNull,
  itemsOf,
  mappingAt,
  partsAt,
  scalarAt,
  sequenceAt,
  stringOf,
  textOf,
  withChild,
  withEntries,
} from './value.ts';

/** What Compose adds to a model on its own, so that the printed project says everything (compose-go, transform and normalize). */

/** Fills defaults in that belong to the files a service was read from. `base`: the folder of those files' model. */
export function withDefaults(section: Section, value: Value, base: PathBase): Value {
  if (section !== 'services' || value.kind !== 'mapping') return value;
  let service = value;
  const change = (key: string, update: (field: Value) => Value) => {
    const field = service.entries.get(key)?.value;
    if (field) service = withChild(service, key, update(field));
  };
  change('build', (build) => {
    if (build.kind !== 'mapping') return build;
    const missing = { key: build.location, value: scalarAt(absolutePath('.', base), build.location) };
    const context = child(build, 'context');
    return isNull(context) ? withEntries(build, new Map([['context', missing]])) : build;
  });
  change('depends_on', (dependencies) =>
    mapEntries(dependencies, (entry) => defaults(entry, { condition: 'service_started', required: true })),
  );
  change('env_file', (files) => mapItems(files, (file) => defaults(file, { required: true })));
  change('ports', (ports) => mapItems(ports, (port) => defaults(port, { mode: 'ingress', protocol: 'tcp' })));
  change('secrets', (secrets) =>
    mapItems(secrets, (secret) =>
      defaults(secret, { target: `/run/secrets/${textOf(child(secret, 'source')) ?? ''}` }),
    ),
  );
  change('gpus', (devices) => mapItems(devices, countDevices));
  change('volumes', (mounts) => mapItems(mounts, cleanMount));
  const reservations = at(service, 'deploy', 'resources', 'reservations', 'devices');
  if (reservations)
    service = changeAt(
      service,
      ['deploy', 'resources', 'reservations', 'devices'],
      mapItems(reservations, countDevices),
    );
  return service;
}

/** Adds what follows from a service's other fields: implied dependencies, the default network, variables from outside. */
export function normaliseService(service: MappingValue, environment: Environment): MappingValue {
  const changes = new Map<string, Entry>();
  const set = (key: string, value: Value) =>
    changes.set(key, { key: service.entries.get(key)?.key ?? value.location, value });
  const field = (key: string) => service.entries.get(key)?.value;

  const policy = field('pull_policy');
  if (policy && stringOf(policy) === 'if_not_present') set('pull_policy', scalarAt('missing', policy.location));

  const build = field('build');
  if (build?.kind === 'mapping') {
    let changed = build;
    if (isNull(child(build, 'dockerfile')) && isNull(child(build, 'dockerfile_inline'))) {
      changed = withChild(changed, 'dockerfile', scalarAt('Dockerfile', build.location));
    }
    const args = child(build, 'args');
    if (args?.kind === 'mapping') changed = withChild(changed, 'args', fromOutside(args, environment, 'dropUnset'));
    if (changed !== build) set('build', changed);
  }
  const variables = field('environment');
  if (variables?.kind === 'mapping') set('environment', fromOutside(variables, environment, 'keepUnset'));

  const scale = field('scale');
  const deploy = field('deploy');
  if (scale && deploy?.kind === 'mapping' && !child(deploy, 'replicas'))
    set('deploy', withChild(deploy, 'replicas', scale));

  const dependencies = impliedDependencies(service);
  if (dependencies) set('depends_on', dependencies);

  const networks = field('networks');
  const attached = networks?.kind === 'mapping' && networks.entries.size > 0;
  if (!attached && !field('network_mode') && !field('provider')) {
    const location = networks?.location ?? service.location;
    set('networks', mappingAt([['default', { key: location, value: scalarAt(null, location) }]], location));
  }
  const hooks = field('pre_start');
  const image = field('image');
  if (hooks && image)
    set(
      'pre_start',
      mapItems(hooks, (hook) =>
        hook.kind === 'mapping' && !child(hook, 'image') ? withChild(hook, 'image', image) : hook,
      ),
    );
  return withEntries(service, changes);
}

/** `KEY` without a value takes the value from outside. */
function fromOutside(
  variables: MappingValue,
  environment: Environment,
  unset: 'keepUnset' | 'dropUnset',
): MappingValue {
  const changes = new Map<string, Entry | undefined>();
  for (const [name, entry] of variables.entries) {
    if (!isNull(entry.value)) continue;
    const value = environment.value(name);
    if (value !== undefined) changes.set(name, { ...entry, value: scalarAt(value, entry.value.location) });
    else if (unset === 'dropUnset') changes.set(name, undefined);
  }
  return withEntries(variables, changes);
}

/** What `links`, `volumes_from` and shared namespaces make a service wait for, joined with `depends_on`. */
function impliedDependencies(service: MappingValue): MappingValue | undefined {
  const written = child(service, 'depends_on');
  const implied = new Map<string, Entry>();
  for (const { service: name, location, restart } of impliedBy(service)) {
    if (implied.has(name) || child(written, name)) continue;
    implied.set(name, {
      key: location,
      value: partsAt({ condition: 'service_started', restart, required: true }, location),
    });
  }
  if (implied.size === 0) return undefined;
  return written?.kind === 'mapping' ? withEntries(written, implied) : mappingAt(implied, service.location);
}

export interface Implied {
  readonly service: string;
  readonly via: 'links' | 'volumes_from' | 'network_mode' | 'ipc' | 'pid' | 'uts' | 'cgroup';
  readonly location: Value['location'];
  readonly restart: boolean;
}

/** The services that a service waits for without `depends_on`, in Compose's order. */
export function impliedBy(service: MappingValue): readonly Implied[] {
  const found: Implied[] = [];
  for (const link of itemsOf(child(service, 'links'))) {
    const parts = (textOf(link) ?? '').split(':');
    const name = parts.length === 2 ? parts[0] : parts.join(':');
    if (name) found.push({ service: name, via: 'links', location: link.location, restart: true });
  }
  for (const via of ['network_mode', 'ipc', 'pid', 'uts', 'cgroup'] as const) {
    const value = child(service, via);
    const text = stringOf(value);
    if (value && text?.startsWith('service:'))
      found.push({ service: text.slice(8), via, location: value.location, restart: true });
  }
  for (const source of itemsOf(child(service, 'volumes_from'))) {
    const text = textOf(source) ?? '';
    const name = text.split(':', 1)[0];
    if (name && !text.startsWith('container:'))
      found.push({ service: name, via: 'volumes_from', location: source.location, restart: false });
  }
  return found;
}

function cleanMount(mount: Value): Value {
  if (mount.kind !== 'mapping') return mount;
  const target = stringOf(child(mount, 'target'));
  const cleaned = target === undefined ? undefined : cleanPath(target);
  return target === undefined || cleaned === undefined || cleaned === target
    ? mount
    : withChild(mount, 'target', scalarAt(cleaned, child(mount, 'target')?.location ?? mount.location));
}

function countDevices(device: Value): Value {
  return isNull(child(device, 'count')) && isNull(child(device, 'device_ids'))
    ? defaults(device, { count: 'all' })
    : device;
}

function defaults(value: Value, missing: Readonly<Record<string, string | boolean>>): Value {
  if (value.kind !== 'mapping') return value;
  const changes = new Map<string, Entry>();
  for (const [key, standard] of Object.entries(missing)) {
    if (!value.entries.has(key)) changes.set(key, { key: value.location, value: scalarAt(standard, value.location) });
  }
  return withEntries(value, changes);
}

function mapItems(value: Value, change: (item: Value) => Value): Value {
  if (value.kind !== 'sequence') return value;
  const items = value.items.map(change);
  return items.every((item, index) => item === value.items[index]) ? value : sequenceAt(items, value.location);
}

function mapEntries(value: Value, change: (item: Value) => Value): Value {
  if (value.kind !== 'mapping') return value;
  return mappingAt(
    entriesOf(value).map(([key, entry]) => [key, { ...entry, value: change(entry.value) }]),
    value.location,
  );
}

function changeAt(mapping: MappingValue, path: readonly string[], value: Value): MappingValue {
  const [key = '', ...rest] = path;
  const inner = child(mapping, key);
  if (rest.length === 0) return withChild(mapping, key, value);
  return inner?.kind === 'mapping' ? withChild(mapping, key, changeAt(inner, rest, value)) : mapping;
}
