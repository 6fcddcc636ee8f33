import type { Range } from '../../core/text/source.ts';
import type { YamlFile, YamlMapping, YamlNode, YamlScalar } from '../../core/yaml/node.ts';
import { entryOf } from '../../core/yaml/node.ts';
import { folderOf } from '../compose-names.ts';
import { resolvePath } from '../resolve-path.ts';
import type { Occurrence, SymbolKind } from './occurrence.ts';

/** Top-level sections whose keys are names. */
export const namedSections: Readonly<Record<string, SymbolKind>> = {
  services: 'service',
  volumes: 'volume',
  networks: 'network',
  secrets: 'secret',
  configs: 'config',
  models: 'model',
};

type Report = (kind: SymbolKind, role: Occurrence['role'], scalar: YamlScalar, part?: Range, scope?: string) => void;

/** Every name of services, volumes, networks, secrets, configs, models and profiles in one Compose file, in the text's order. */
export function composeOccurrences(yaml: YamlFile): Occurrence[] {
  const found = new Map<number, Occurrence>();
  const report: Report = (kind, role, scalar, part, scope) => {
    const name = part === undefined ? scalar.text : scalar.text.slice(part.start, part.end);
    const range = rangeWithin(scalar, part ?? { start: 0, end: scalar.text.length });
    if (name === '' || name.includes('$') || found.has(range.start)) return;
    found.set(range.start, { kind, name, role, file: yaml.file, range, scope });
  };
  for (const { root } of yaml.documents) {
    if (root?.kind !== 'mapping') continue;
    for (const { key, value } of root.entries) {
      const kind = namedSections[key.text];
      if (kind === undefined || value.kind !== 'mapping') continue;
      for (const entry of value.entries) {
        if (!entry.merged) report(kind, 'definition', entry.key);
        if (kind === 'service' && entry.value.kind === 'mapping') reportService(entry.value, yaml.file, report);
      }
    }
    // Extension fields hold services' parts that anchors bring in; they are reported where they are merged.
  }
  return [...found.values()].sort((a, b) => a.range.start - b.range.start);
}

function reportService(service: YamlMapping, file: string, report: Report): void {
  for (const { key, value } of service.entries) {
    switch (key.text) {
      case 'depends_on':
        names(value, (scalar) => report('service', 'reference', scalar));
        break;
      case 'networks':
      case 'models':
        names(value, (scalar) => report(key.text === 'networks' ? 'network' : 'model', 'reference', scalar));
        break;
      case 'links':
        scalars(value, (scalar) => report('service', 'reference', scalar, before(scalar.text, ':')));
        break;
      case 'volumes_from':
        scalars(value, (scalar) => {
          if (!scalar.text.startsWith('container:')) report('service', 'reference', scalar, before(scalar.text, ':'));
        });
        break;
      case 'network_mode':
      case 'ipc':
      case 'pid':
        if (value.kind === 'scalar') reportServicePrefix(value, report);
        break;
      case 'profiles':
        if (value.kind === 'scalar') report('profile', 'definition', value);
        else scalars(value, (scalar) => report('profile', 'definition', scalar));
        break;
      case 'extends':
        reportExtends(value, file, report);
        break;
      case 'volumes':
        reportMounts(value, report);
        break;
      case 'secrets':
        reportGrants('secret', value, report);
        break;
      case 'configs':
        reportGrants('config', value, report);
        break;
      case 'credential_spec': {
        const config = entryOf(value, 'config')?.value;
        if (config?.kind === 'scalar') report('config', 'reference', config);
        break;
      }
      case 'build': {
        const secrets = entryOf(value, 'secrets')?.value;
        if (secrets !== undefined) reportGrants('secret', secrets, report);
        const contexts = entryOf(value, 'additional_contexts')?.value;
        if (contexts?.kind === 'mapping') {
          for (const entry of contexts.entries)
            if (entry.value.kind === 'scalar') reportServicePrefix(entry.value, report);
        }
        break;
      }
    }
  }
}

function reportExtends(value: YamlNode, file: string, report: Report): void {
  if (value.kind === 'scalar') report('service', 'reference', value);
  const service = entryOf(value, 'service')?.value;
  if (service?.kind !== 'scalar') return;
  const other = entryOf(value, 'file')?.value;
  const scope = other?.kind === 'scalar' ? resolvePath(folderOf(file), other.text) : undefined;
  report('service', 'reference', service, undefined, scope);
}

function reportMounts(value: YamlNode, report: Report): void {
  if (value.kind !== 'sequence') return;
  for (const item of value.items) {
    if (item.kind === 'scalar') {
      const name = /^[A-Za-z0-9][\w.-]+(?=:[^\\])/.exec(item.text)?.[0];
      if (name !== undefined) report('volume', 'reference', item, { start: 0, end: name.length });
    } else if (item.kind === 'mapping') {
      const type = entryOf(item, 'type')?.value;
      const source = entryOf(item, 'source')?.value;
      if (source?.kind === 'scalar' && (type?.kind !== 'scalar' || type.text === 'volume'))
        report('volume', 'reference', source);
    }
  }
}

function reportGrants(kind: 'secret' | 'config', value: YamlNode, report: Report): void {
  if (value.kind !== 'sequence') return;
  for (const item of value.items) {
    const name = item.kind === 'scalar' ? item : entryOf(item, 'source')?.value;
    if (name?.kind === 'scalar') report(kind, 'reference', name);
  }
}

function reportServicePrefix(scalar: YamlScalar, report: Report): void {
  const prefix = 'service:';
  if (scalar.text.startsWith(prefix))
    report('service', 'reference', scalar, { start: prefix.length, end: scalar.text.length });
}

/** The names of a list, or of a mapping's keys. */
function names(node: YamlNode, action: (scalar: YamlScalar) => void): void {
  if (node.kind === 'mapping') for (const { key } of node.entries) action(key);
  else scalars(node, action);
}

function scalars(node: YamlNode, action: (scalar: YamlScalar) => void): void {
  if (node.kind !== 'sequence') return;
  for (const item of node.items) if (item.kind === 'scalar') action(item);
}

function before(text: string, separator: string): Range {
  const end = text.indexOf(separator);
  return { start: 0, end: end < 0 ? text.length : end };
}

/** Where a part of a scalar's text stands in the file; escapes in front of the part aren't counted. */
function rangeWithin(scalar: YamlScalar, part: Range): Range {
  const { start } = scalar.location.range;
  const quote = scalar.style === 'single' || scalar.style === 'double' ? 1 : 0;
  return { start: start + quote + part.start, end: start + quote + part.end };
}
