import { problemsOf } from '../spec/validate.ts';
import { whyUnreadable } from '../text/file-view.ts';
import { entryOf, type YamlFile, type YamlNode } from '../yaml/node.ts';
import { type Section, sections } from './canonical.ts';
import { asProblem, type Contribution, type Reading } from './contribution.ts';
import { resolveExtends } from './extends.ts';
import { applyIncludes } from './include.ts';
import { interpolateNode } from './interpolate.ts';
import { type LoadSession, startOf } from './load-session.ts';
import type { Model, ModelRequest, Sections } from './model.ts';
import type { Entry, MappingValue } from './project.ts';
import { scopeOf, sectionEntries } from './read-section.ts';
import { isNull, mappingAt } from './value.ts';

/** Reads and merges the files of one model, with what they extend and include, and fills its defaults in. */
export function loadModel(session: LoadSession, request: ModelRequest): Model {
  const model: Sections = new Map(sections.map((section) => [section, new Map()]));
  const others = new Map<string, Entry>();
  request.files.forEach((file, index) => {
    const yaml = session.readYaml(file, request.role(index), request.from);
    if (!yaml) {
      const why = session.view.kind(file) === 'file' ? whyUnreadable : 'does not exist';
      if (request.from) session.report('missing-include', `The included file "${file}" ${why}.`, request.from);
      else session.report('file-not-found', `The Compose file "${file}" ${why}.`, startOf(file));
      return;
    }
    for (const document of yaml.documents)
      mergeDocument(session, { model, others, yaml, root: document.root, request });
  });
  const finished = new Map<Section, ReadonlyMap<string, Contribution>>();
  for (const [section, entries] of model) {
    for (const [name, entry] of entries) entries.set(name, session.cache.withDefaults(section, entry, request.base));
    finished.set(section, entries);
  }
  return { sections: finished, others };
}

interface DocumentTask {
  readonly model: Sections;
  readonly others: Map<string, Entry>;
  readonly yaml: YamlFile;
  readonly root: YamlNode | undefined;
  readonly request: ModelRequest;
}

function mergeDocument(session: LoadSession, task: DocumentTask): void {
  const { model, others, yaml, root, request } = task;
  if (!root && yaml.documents.length === 1) return;
  if (root?.kind !== 'mapping') {
    const at = root?.location ?? startOf(yaml.file);
    session.report('wrong-kind', 'A Compose file must be a mapping with keys such as "services".', at);
    return;
  }
  const scope = scopeOf(session, yaml, request);
  const own: Sections = new Map();
  const readings: [Section, string, Reading][] = [];
  for (const section of sections) {
    const entries = new Map<string, Contribution>();
    for (const entry of sectionEntries(root, section)) {
      const reading = session.cache.read(section, entry, scope);
      session.takeVariables(reading);
      readings.push([section, entry.key.text, reading]);
      entries.set(entry.key.text, reading.contribution);
    }
    own.set(section, entries);
  }
  const rest = readOthers(session, task);
  followExtends(session, own, task);
  const include = rest.get('include');
  if (include) applyIncludes({ session, include: include.value, own, request, load: loadModel });
  for (const [section, entries] of own) {
    const target = model.get(section);
    const tag = entryOf(root, section)?.value.tag;
    if (tag === '!reset' || tag === '!override') target?.clear();
    if (target && tag !== '!reset') mergeSection(session, section, target, entries);
  }
  for (const [section, name, reading] of readings) session.takeContent(reading, model.get(section)?.get(name)?.value);
  for (const [key, entry] of rest) if (key === 'name' || key.startsWith('x-')) others.set(key, entry);
}

function followExtends(session: LoadSession, own: Sections, { yaml, request }: DocumentTask): void {
  const services = own.get('services') ?? new Map<string, Contribution>();
  if (![...services.values()].some(extendsAnother)) return;
  const scope = {
    file: yaml.file,
    services: new Map(services),
    base: request.base,
    environment: request.environment,
    resolved: new Map(),
  };
  for (const [name, service] of services) {
    if (!extendsAnother(service)) continue;
    const resolved = resolveExtends(session, name, scope);
    if (resolved) services.set(name, resolved);
  }
}

function extendsAnother({ value }: Contribution): boolean {
  return value.kind === 'mapping' && value.entries.has('extends');
}

/** Merges the entries of a later document over what is there. */
function mergeSection(
  session: LoadSession,
  section: Section,
  target: Map<string, Contribution>,
  entries: ReadonlyMap<string, Contribution>,
): void {
  for (const [name, entry] of entries) {
    const before = target.get(name);
    if (!before && section === 'services' && isNull(entry.value) && !entry.value.tag) {
      const at = entry.definitions[0]?.key ?? entry.value.location;
      session.report('wrong-kind', `The service "${name}" is empty: give it at least "image" or "build".`, at);
    }
    const result = before ? session.cache.merge(section, before, entry) : undefined;
    if (result) session.checks.push(result.problems);
    const settled = session.cache.settle(result?.merged ?? entry);
    if (settled) target.set(name, settled);
    else target.delete(name);
  }
}

/** Reads everything but the sections, and checks the document's top level. */
function readOthers(session: LoadSession, { yaml, root, request }: DocumentTask): Map<string, Entry> {
  const result = new Map<string, Entry>();
  const shell = new Map<string, Entry>();
  if (root?.kind !== 'mapping') return result;
  for (const { key, value } of root.entries) {
    if ((sections as readonly string[]).includes(key.text) && value.kind === 'mapping') {
      shell.set(key.text, { key: key.location, value: mappingAt([], value.location) });
      continue;
    }
    const filled = interpolateNode(value, [key.text], request.environment, yaml.text);
    session.variables.push(...filled.variables);
    session.problems.push(...filled.problems);
    const entry = { key: key.location, value: filled.value };
    result.set(key.text, entry);
    shell.set(key.text, entry);
  }
  const skeleton: MappingValue = mappingAt(shell, root.location);
  session.checks.push(() => problemsOf([], skeleton).map(asProblem));
  return result;
}
