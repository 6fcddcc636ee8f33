import type { Section } from './canonical.ts';
import type { Problem } from './problem.ts';
import { problem } from './problem-rules.ts';
import type { Entry, MappingValue, SequenceValue, Value } from './project.ts';
import { child, formatScalar, stringOf, textOf } from './value.ts';

/**
 * Merges two values of one field. `path` is where they stand below the section's entry, with `*` for keys that users
 * choose; both are in canonical form. The later one may carry `!reset` and `!override` tags.
 */
type Merge = (base: Value, over: Value, path: string, report: Report) => Value;

type Report = (problem: Problem) => void;

/** Fields that don't merge as mappings by key and lists by appending (compose-go, override/merge.go). */
const special: ReadonlyMap<string, Merge> = new Map<string, Merge>([
  ['services.annotations', mergePairs],
  ['services.build.args', mergePairs],
  ['services.build.additional_contexts', mergePairs],
  ['services.build.extra_hosts', mergeDistinct],
  ['services.build.labels', mergePairs],
  ['services.command', replace],
  ['services.deploy.labels', mergePairs],
  ['services.entrypoint', replace],
  ['services.environment', mergePairs],
  ['services.extra_hosts', mergeDistinct],
  ['services.healthcheck.test', replace],
  ['services.labels', mergePairs],
  ['services.logging', mergeLogging],
  ['services.sysctls', mergePairs],
  ['services.ulimits.*', replace],
  ['networks.labels', mergePairs],
  ['networks.ipam.config', mergeIpam],
  ['volumes.labels', mergePairs],
]);

/** Lists in which a later item takes the place of an earlier one with the same key (compose-go, override/uncity.go). */
const unique: ReadonlyMap<string, (item: Value) => string | undefined> = new Map([
  ['services.build.tags', keyOfPair],
  ['services.cap_add', keyOfPair],
  ['services.cap_drop', keyOfPair],
  ['services.configs', (item: Value) => keyOfGrant(item, '')],
  ['services.devices', keyOfMount],
  ['services.dns', keyOfPair],
  ['services.dns_opt', keyOfPair],
  ['services.dns_search', keyOfPair],
  ['services.env_file', (item: Value) => textOf(child(item, 'path'))],
  ['services.expose', textOf],
  ['services.links', keyOfPair],
  ['services.networks.*.aliases', keyOfPair],
  ['services.networks.*.link_local_ips', keyOfPair],
  ['services.ports', keyOfPort],
  ['services.profiles', keyOfPair],
  ['services.secrets', (item: Value) => keyOfGrant(item, '/run/secrets')],
  ['services.tmpfs', keyOfPair],
  ['services.volumes', keyOfMount],
]);

/** Mappings whose keys users choose, so that their entries' paths get a `*`. */
const named = new Set(['services.networks', 'services.ulimits', 'services.depends_on', 'services.models']);

/** Merges two canonical entries of a section: `over` comes from the later file, or is the service that extends. */
export function mergeEntries(section: Section, base: Value, over: Value, report: Report): Value {
  return merge(base, over, section, report);
}

/** Takes out what `!reset` marks and forgets `!override`, once a file has been merged. Undefined when nothing is left. */
export function settle(value: Value): Value | undefined {
  if (value.tag === 'reset') return undefined;
  const { tag, ...plain } = value;
  const own = tag ? plain : value;
  if (own.kind === 'sequence') {
    const items = own.items.map(settle);
    if (items.every((item, index) => item === own.items[index])) return own;
    return { ...own, items: items.filter((item) => item !== undefined) };
  }
  if (own.kind === 'mapping') {
    let changed = false;
    const entries = new Map<string, Entry>();
    for (const [key, entry] of own.entries) {
      const settled = settle(entry.value);
      if (settled !== entry.value) changed = true;
      if (settled) entries.set(key, settled === entry.value ? entry : { ...entry, value: settled });
    }
    return changed ? { ...own, entries } : own;
  }
  return own;
}

/** Keeps the last of those list items that mean the same, each at the place of its first. */
export function distinctItems(section: Section, value: Value): Value {
  return distinctBelow(value, section);
}

function distinctBelow(value: Value, path: string): Value {
  if (value.kind === 'sequence') return distinct(value, path);
  if (value.kind !== 'mapping') return value;
  let changed: Map<string, Entry> | undefined;
  for (const [key, entry] of value.entries) {
    if (entry.value.kind === 'scalar') continue;
    const result = distinctBelow(entry.value, below(path, key));
    if (result === entry.value) continue;
    changed ??= new Map(value.entries);
    changed.set(key, { ...entry, value: result });
  }
  return changed ? { ...value, entries: changed } : value;
}

function distinct(value: SequenceValue, path: string): SequenceValue {
  const keyOf = unique.get(path);
  if (!keyOf || value.items.length < 2) return value;
  const items: Value[] = [];
  const places = new Map<string, number>();
  for (const item of value.items) {
    const key = keyOf(item);
    const place = key === undefined ? undefined : places.get(key);
    if (place !== undefined) items[place] = item;
    else {
      if (key !== undefined) places.set(key, items.length);
      items.push(item);
    }
  }
  return items.length === value.items.length ? value : { ...value, items };
}

function below(path: string, key: string): string {
  return named.has(path) ? `${path}.*` : `${path}.${key}`;
}

function merge(base: Value, over: Value, path: string, report: Report): Value {
  if (over.tag) return over;
  const rule = special.get(path);
  if (rule) return rule(base, over, path, report);
  if (over.kind === 'scalar' && over.value === null) return base;
  if (base.kind === 'scalar') return over;
  if (base.kind === 'mapping' && over.kind === 'mapping') return mergeMappings(base, over, path, report);
  if (base.kind === 'sequence' && over.kind === 'sequence') {
    return distinct({ kind: 'sequence', items: [...base.items, ...over.items], location: over.location }, path);
  }
  const message = `It can't be merged with the earlier value: one is ${kindName(base)}, the other ${kindName(over)}.`;
  report(problem('bad-merge', message, over.location, [{ message: 'the earlier value', location: base.location }]));
  return over;
}

function mergeMappings(base: MappingValue, over: MappingValue, path: string, report: Report): MappingValue {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const before = entries.get(key);
    const merged =
      before && !key.startsWith('x-') ? merge(before.value, entry.value, below(path, key), report) : entry.value;
    entries.set(key, merged === before?.value ? before : { key: entry.key, value: merged });
  }
  return { kind: 'mapping', entries, location: over.location };
}

function replace(base: Value, over: Value): Value {
  return over.kind === 'scalar' && over.value === null && base.kind === 'scalar' && base.value === null ? base : over;
}

/** `KEY: value` by key; a later `KEY` without a value takes the value away. */
function mergePairs(base: Value, over: Value): Value {
  if (over.kind !== 'mapping') return base;
  if (base.kind !== 'mapping') return over;
  return { kind: 'mapping', entries: new Map([...base.entries, ...over.entries]), location: over.location };
}

/** Lists without items that are already there in the same words; `a:1` and `a=1` are different words to Compose. */
function mergeDistinct(base: Value, over: Value): Value {
  if (over.kind !== 'sequence') return base;
  if (base.kind !== 'sequence') return over;
  const added = over.items.filter((item) => !base.items.some((known) => wordsOf(known) === wordsOf(item)));
  return { kind: 'sequence', items: [...base.items, ...added], location: over.location };
}

function wordsOf(item: Value): string | undefined {
  return item.kind === 'scalar' ? (item.source ?? textOf(item)) : undefined;
}

/** Options of another driver mean nothing to the new one. */
function mergeLogging(base: Value, over: Value, path: string, report: Report): Value {
  if (base.kind !== 'mapping' || over.kind !== 'mapping') return over;
  const before = stringOf(child(base, 'driver'));
  const after = stringOf(child(over, 'driver'));
  return before === undefined || after === undefined || before === after
    ? mergeMappings(base, over, path, report)
    : over;
}

/** Address pools by their subnet. */
function mergeIpam(base: Value, over: Value, path: string, report: Report): Value {
  if (base.kind !== 'sequence' || over.kind !== 'sequence') return over;
  const pools: Value[] = [];
  const put = (pool: Value) => {
    const known = pools.findIndex((other) => textOf(child(other, 'subnet')) === textOf(child(pool, 'subnet')));
    if (known >= 0) pools[known] = pool;
    else pools.push(pool);
  };
  const has = (pool: Value) => pools.some((other) => textOf(child(other, 'subnet')) === textOf(child(pool, 'subnet')));
  for (const original of base.items) {
    for (const later of over.items) {
      const same = textOf(child(original, 'subnet')) === textOf(child(later, 'subnet'));
      if (!same && !has(later)) put(later);
      else if (original.kind === 'mapping' && later.kind === 'mapping')
        put(mergeMappings(original, later, path, report));
    }
  }
  return { kind: 'sequence', items: pools, location: over.location };
}

function keyOfPair(item: Value): string | undefined {
  return textOf(item)?.split('=', 1)[0];
}

function keyOfMount(item: Value): string | undefined {
  return stringOf(child(item, 'target'));
}

function keyOfGrant(item: Value, folder: string): string | undefined {
  return stringOf(child(item, 'target')) ?? `${folder}/${textOf(child(item, 'source')) ?? ''}`;
}

function keyOfPort(item: Value): string | undefined {
  if (item.kind !== 'mapping')
    return item.kind === 'scalar' && item.value !== null ? formatScalar(item.value) : undefined;
  const part = (key: string, otherwise: string) => textOf(child(item, key)) ?? otherwise;
  return `${part('host_ip', '0.0.0.0')}:${part('published', '')}:${part('target', '')}/${part('protocol', 'tcp')}`;
}

function kindName(value: Value): string {
  return { scalar: 'a single value', sequence: 'a list', mapping: 'a mapping' }[value.kind];
}
