import { parseRange } from '../compose/port.ts';
import { splitCommand } from '../compose/split-command.ts';
import type { Located } from '../text/source.ts';
import { impliedBy } from './finish.ts';
import { isRemoteContext } from './paths.ts';
import type {
  Build,
  Definition,
  Dependency,
  EnvFile,
  Healthcheck,
  MappingValue,
  Mount,
  Port,
  PortRange,
  Service,
  Value,
} from './project.ts';
import { at, child, entriesOf, isNull, itemsOf, stringOf, textOf } from './value.ts';

/**
 * Gives a merged, normalised service its typed view.
 *
 * @param value in canonical form
 * @param exists whether there is a file at an absolute path
 */
export function readService(
  name: string,
  value: MappingValue,
  definitions: readonly Definition[],
  exists: (path: string) => boolean,
): Service {
  return {
    name,
    definitions,
    profiles: itemsOf(child(value, 'profiles')).flatMap(located),
    image: nonEmpty(child(value, 'image')),
    build: readBuild(child(value, 'build')),
    containerName: nonEmpty(child(value, 'container_name')),
    networkMode: nonEmpty(child(value, 'network_mode')),
    restart: nonEmpty(child(value, 'restart')),
    scale: numberAt(child(value, 'scale')) ?? numberAt(at(value, 'deploy', 'replicas')),
    command: readWords(child(value, 'command')),
    entrypoint: readWords(child(value, 'entrypoint')),
    user: nonEmpty(child(value, 'user')),
    ports: itemsOf(child(value, 'ports')).flatMap(readPort),
    mounts: [
      ...itemsOf(child(value, 'volumes')).flatMap(readMount),
      ...itemsOf(child(value, 'tmpfs')).flatMap(readTmpfs),
    ],
    dependsOn: readDependencies(value),
    healthcheck: readHealthcheck(child(value, 'healthcheck')),
    environment: new Map(
      entriesOf(child(value, 'environment')).map(([key, entry]) => [
        key,
        { value: textOf(entry.value) ?? null, location: entry.value.location },
      ]),
    ),
    envFiles: itemsOf(child(value, 'env_file')).flatMap((file) => readEnvFile(file, exists)),
    labels: new Map(
      entriesOf(child(value, 'labels')).map(([key, entry]) => [
        key,
        { value: textOf(entry.value) ?? '', location: entry.value.location },
      ]),
    ),
    networks: names(child(value, 'networks')).filter(
      ({ value: network }, _, all) => network !== 'default' || all.length > 1,
    ),
    secrets: [...itemsOf(child(value, 'secrets')), ...itemsOf(at(value, 'build', 'secrets'))].flatMap(source),
    configs: itemsOf(child(value, 'configs')).flatMap(source),
    models: names(child(value, 'models')),
    value,
  };
}

function located(value: Value): readonly Located<string>[] {
  const text = textOf(value);
  return text === undefined ? [] : [{ value: text, location: value.location }];
}

function nonEmpty(value: Value | undefined): Located<string> | undefined {
  const text = textOf(value);
  return value && text !== undefined && text !== '' ? { value: text, location: value.location } : undefined;
}

function names(value: Value | undefined): Located<string>[] {
  return entriesOf(value).map(([name, entry]) => ({ value: name, location: entry.key }));
}

function source(grant: Value): readonly Located<string>[] {
  const name = child(grant, 'source');
  return name ? located(name) : [];
}

function numberAt(value: Value | undefined): Located<number> | undefined {
  if (value?.kind !== 'scalar' || value.value === null || value.value === '' || Number.isNaN(Number(value.value)))
    return undefined;
  return { value: Number(value.value), location: value.location };
}

/** The words of a command, entrypoint or test; undefined when it isn't given or can't be split. */
function readWords(value: Value | undefined): Located<readonly string[]> | undefined {
  if (!value || isNull(value)) return undefined;
  const words =
    value.kind === 'sequence' ? value.items.map((item) => textOf(item) ?? '') : splitCommand(textOf(value) ?? '');
  return words ? { value: words, location: value.location } : undefined;
}

function readBuild(value: Value | undefined): Build | undefined {
  if (value?.kind !== 'mapping') return undefined;
  const context = nonEmpty(child(value, 'context'));
  return {
    location: value.location,
    context,
    dockerfile: nonEmpty(child(value, 'dockerfile')),
    dockerfileInline: nonEmpty(child(value, 'dockerfile_inline')),
    target: nonEmpty(child(value, 'target')),
    remote: context !== undefined && isRemoteContext(context.value),
  };
}

function readPort(value: Value): readonly Port[] {
  const target = rangeOf(child(value, 'target'));
  if (!target) return [];
  return [
    {
      location: value.location,
      hostIp: stringOf(child(value, 'host_ip')),
      published: rangeOf(child(value, 'published')),
      target,
      protocol: stringOf(child(value, 'protocol')) ?? 'tcp',
    },
  ];
}

function rangeOf(value: Value | undefined): PortRange | undefined {
  const text = textOf(value);
  return text === undefined ? undefined : parseRange(text);
}

const MOUNT_TYPES: readonly Mount['type'][] = ['volume', 'bind', 'tmpfs', 'image', 'cluster', 'npipe'];

function readMount(value: Value): readonly Mount[] {
  const target = textOf(child(value, 'target'));
  const type = MOUNT_TYPES.find((known) => known === stringOf(child(value, 'type')));
  if (target === undefined || !type) return [];
  const from = nonEmpty(child(value, 'source'));
  const readOnly = child(value, 'read_only');
  const subpath = textOf(at(value, 'volume', 'subpath'));
  return [
    {
      location: value.location,
      type,
      source: type === 'tmpfs' ? undefined : from,
      target,
      ...(subpath && { subpath }),
      readOnly: readOnly?.kind === 'scalar' && readOnly.value === true,
      anonymous: type === 'volume' && from === undefined,
    },
  ];
}

function readTmpfs(value: Value): readonly Mount[] {
  const text = textOf(value);
  if (!text) return [];
  const [target = '', options = ''] = text.split(':');
  return [
    { location: value.location, type: 'tmpfs', target, readOnly: options.split(',').includes('ro'), anonymous: false },
  ];
}

function readDependencies(service: MappingValue): readonly Dependency[] {
  const via = new Map(impliedBy(service).map((implied) => [implied.service, implied]));
  return entriesOf(child(service, 'depends_on')).map(([name, entry]) => {
    const implied = via.get(name);
    const flag = (key: string) => child(entry.value, key);
    return {
      service: name,
      location: entry.key,
      condition: stringOf(flag('condition')) ?? 'service_started',
      required: !isFalse(flag('required')),
      restart: isTrue(flag('restart')),
      via: implied && implied.location === entry.key ? implied.via : 'depends_on',
    };
  });
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'scalar' && value.value === true;
}

function isFalse(value: Value | undefined): boolean {
  return value?.kind === 'scalar' && value.value === false;
}

function readHealthcheck(value: Value | undefined): Healthcheck | undefined {
  if (value?.kind !== 'mapping') return undefined;
  const written = child(value, 'test');
  const text = stringOf(written);
  const test =
    written && text !== undefined ? { value: ['CMD-SHELL', text], location: written.location } : readWords(written);
  return { location: value.location, disabled: isTrue(child(value, 'disable')) || test?.value[0] === 'NONE', test };
}

function readEnvFile(value: Value, exists: (path: string) => boolean): readonly EnvFile[] {
  const path = child(value, 'path');
  const text = stringOf(path);
  if (!path || text === undefined) return [];
  return [
    {
      location: path.location,
      path: text,
      required: !isFalse(child(value, 'required')),
      exists: exists(text),
      format: stringOf(child(value, 'format')),
    },
  ];
}
