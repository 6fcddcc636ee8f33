import type { FileView } from '../text/file-view.ts';
import { parseEnv } from './dotenv.ts';
import type { Json, Printer } from './print-fields.ts';
import { anything, bool, flag, list, object, text, textMap } from './print-fields.ts';
import { printService } from './print-service.ts';
import type { EnvFile, Project, Resource, Service } from './project.ts';
import { child, entriesOf, itemsOf, textOf } from './value.ts';

const network = object(
  {
    name: text,
    driver: text,
    driver_opts: textMap,
    ipam: object({
      driver: text,
      config: list(object({ subnet: text, gateway: text, ip_range: text, aux_addresses: textMap })),
      options: textMap,
    }),
    external: flag,
    internal: flag,
    attachable: flag,
    labels: textMap,
    enable_ipv4: bool,
    enable_ipv6: bool,
  },
  { ipam: {} },
);

const volume = object({ name: text, driver: text, driver_opts: textMap, external: flag, labels: textMap });

const fileObject = object({
  name: text,
  file: text,
  environment: text,
  content: text,
  external: flag,
  labels: textMap,
  driver: text,
  driver_opts: textMap,
  template_driver: text,
});

const model = object({
  name: text,
  model: text,
  context_size: (value) => (value.kind === 'scalar' ? Number(value.value) : undefined),
  runtime_flags: list(text),
});

/**
 * The document that `docker compose config --format json` prints: enabled services with the content of their env files,
 * the resources that they use, keys with `x-`; every `$` doubled, so that the document could be read again.
 *
 * @param view the files that the project was loaded from
 */
export function printConfig(project: Project, view: FileView): { readonly [key: string]: Json } {
  const used = usedResources(project);
  const result: Record<string, Json> = { name: project.name };
  result.services = Object.fromEntries(
    [...project.services].map(([name, service]) => [name, printWithFiles(service, project, view)]),
  );
  const add = (
    section: string,
    resources: ReadonlyMap<string, Resource>,
    names: ReadonlySet<string>,
    print: Printer,
  ) => {
    const kept = [...resources].filter(([name]) => names.has(name));
    if (kept.length > 0)
      result[section] = Object.fromEntries(kept.map(([name, resource]) => [name, print(resource.value) ?? null]));
  };
  add('networks', project.networks, used.networks, network);
  add('volumes', project.volumes, used.volumes, volume);
  add('secrets', project.secrets, used.secrets, fileObject);
  add('configs', project.configs, used.configs, fileObject);
  add('models', project.models, used.models, model);
  for (const [key, entry] of project.root.entries)
    if (key.startsWith('x-')) result[key] = anything(entry.value) ?? null;
  return escapeDollars(result) as { readonly [key: string]: Json };
}

function usedResources(
  project: Project,
): Readonly<Record<'networks' | 'volumes' | 'secrets' | 'configs' | 'models', ReadonlySet<string>>> {
  const used = {
    networks: new Set<string>(),
    volumes: new Set<string>(),
    secrets: new Set<string>(),
    configs: new Set<string>(),
    models: new Set<string>(),
  };
  for (const service of project.services.values()) {
    for (const [name] of entriesOf(child(service.value, 'networks'))) used.networks.add(name);
    for (const mount of service.mounts)
      if (mount.type === 'volume' && mount.source) used.volumes.add(mount.source.value);
    for (const { value } of service.secrets) used.secrets.add(value);
    for (const { value } of service.configs) used.configs.add(value);
    for (const { value } of service.models) used.models.add(value);
  }
  return used;
}

function printWithFiles(service: Service, project: Project, view: FileView): Json {
  const printed = printService(service.value) as Record<string, Json>;
  const environment = {
    ...fromEnvFiles(service.envFiles, project, view),
    ...(printed.environment as Record<string, Json> | undefined),
  };
  if (Object.keys(environment).length > 0) printed.environment = environment;
  const labels = { ...fromLabelFiles(service, view), ...(printed.labels as Record<string, Json> | undefined) };
  if (Object.keys(labels).length > 0) printed.labels = labels;
  return printed;
}

/** The variables that a service's env files give its containers. */
function fromEnvFiles(files: readonly EnvFile[], project: Project, view: FileView): Readonly<Record<string, string>> {
  const variables = new Map<string, string>();
  for (const file of files) {
    const source = view.readText(file.path);
    if (source === undefined) continue;
    const raw = file.format === 'raw';
    const lookup = (name: string) => variables.get(name) ?? project.environment?.get(name)?.value;
    const read = raw ? parseRaw(source) : parseEnv(source, lookup).variables;
    for (const { name, value } of read) variables.set(name, value);
  }
  return Object.fromEntries(variables);
}

/** The format `raw`: each line is KEY=value to its end, nothing is filled in. */
function parseRaw(source: string): { readonly name: string; readonly value: string }[] {
  return source.split(/\r?\n/).flatMap((line) => {
    const equals = line.indexOf('=');
    return line.trimStart().startsWith('#') || equals < 1
      ? []
      : [{ name: line.slice(0, equals).trim(), value: line.slice(equals + 1) }];
  });
}

function fromLabelFiles(service: Service, view: FileView): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const item of itemsOf(child(service.value, 'label_file'))) {
    const source = view.readText(textOf(item) ?? '');
    if (source === undefined) continue;
    for (const { name, value } of parseEnv(source, (label) => labels.get(label)).variables) labels.set(name, value);
  }
  return Object.fromEntries(labels);
}

function escapeDollars(value: Json): Json {
  if (typeof value === 'string') return value.replaceAll('$', '$$$$');
  if (Array.isArray(value)) return value.map(escapeDollars);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.replaceAll('$', '$$$$'), escapeDollars(inner)]),
  );
}
