import {
  asBuild,
  asContext,
  asDevices,
  asEnvFiles,
  asFileGrants,
  asGpus,
  asHostPath,
  asHosts,
  asList,
  asMounts,
  asNames,
  asPairs,
  asPath,
  asPorts,
  asSsh,
  type Canonical,
  eachItem,
  eachValue,
  type FieldContext,
  fields,
} from './canonical-fields.ts';
import { problem } from './problem-rules.ts';
import type { Value } from './project.ts';
import { at, child, stringOf, withChild, withEntries } from './value.ts';

/** The sections of a Compose file whose entries users name. */
export type Section = 'services' | 'networks' | 'volumes' | 'secrets' | 'configs' | 'models';

export const sections: readonly Section[] = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models'];

const build = fields({
  context: asContext,
  additional_contexts: (value, context) => eachValue(asContext)(asPairs(value, context), context),
  args: asPairs,
  labels: asPairs,
  extra_hosts: asHosts,
  secrets: asFileGrants,
  ssh: (value, context) => eachValue(asHostPath)(asSsh(value, context), context),
  cache_from: asList,
  cache_to: asList,
  tags: asList,
});

/** Commands that run in a container's life, each with an environment of its own. */
const hooks = eachItem((item, context) => fields({ environment: asPairs })(item, context));

const service = fields({
  annotations: asPairs,
  build: (value, context) => build(asBuild(value, context), context),
  configs: asFileGrants,
  depends_on: (value, context) =>
    value.kind === 'sequence'
      ? eachValue(() => ({ kind: 'mapping', entries: new Map(), location: value.location }))(
          asNames(value, context),
          context,
        )
      : value,
  deploy: fields({ labels: asPairs }),
  develop: fields({
    watch: eachItem((item, context) =>
      fields({ path: asPath, exec: fields({ environment: asPairs }), ignore: asList, include: asList })(item, context),
    ),
  }),
  devices: asDevices,
  dns: asList,
  dns_search: asList,
  env_file: asEnvFiles,
  environment: asPairs,
  extends: (value, context) => fields({ file: asPath })(value, context),
  extra_hosts: asHosts,
  gpus: asGpus,
  label_file: (value, context) => eachItem((item) => asPath(item, context))(asList(value, context), context),
  labels: asPairs,
  models: asNames,
  networks: asNames,
  ports: asPorts,
  post_start: hooks,
  pre_start: hooks,
  pre_stop: hooks,
  secrets: asFileGrants,
  sysctls: asPairs,
  tmpfs: asList,
  volumes: asMounts,
});

const external: Canonical = (value, context) => {
  const given = child(value, 'external');
  if (value.kind !== 'mapping' || given?.kind !== 'mapping') return value;
  const renamed = child(given, 'name');
  const name = child(value, 'name');
  const result = withChild(value, 'external', { kind: 'scalar', value: true, location: given.location });
  if (!renamed) return result;
  if (name && stringOf(name) !== stringOf(renamed)) {
    context.report(
      problem('conflicting-values', 'Its "name" and "external.name" differ; keep only "name".', renamed.location),
    );
  }
  return name ? result : withEntries(result, new Map([['name', { key: given.location, value: renamed }]]));
};

const labelled: Canonical = (value, context) => fields({ labels: asPairs })(external(value, context), context);

const fileObject: Canonical = (value, context) =>
  fields({ file: asHostPath, labels: asPairs })(external(value, context), context);

const volume: Canonical = (value, context) => {
  const result = labelled(value, context);
  const isBind = stringOf(child(result, 'driver')) === 'local' && stringOf(at(result, 'driver_opts', 'o')) === 'bind';
  return isBind ? fields({ driver_opts: fields({ device: asHostPath }) })(result, context) : result;
};

const table: Readonly<Record<Section, Canonical>> = {
  services: service,
  networks: labelled,
  volumes: volume,
  secrets: fileObject,
  configs: fileObject,
  models: (value) => value,
};

/**
 * Gives an entry of a section the one form that merging and all later stages know: lists of `KEY=value` become mappings,
 * short forms long ones, paths absolute. Defaults aren't filled in yet, since a later file may still bring the value.
 */
export function canonicalEntry(section: Section, value: Value, context: FieldContext): Value {
  return table[section](value, context);
}
