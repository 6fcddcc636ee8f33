import { parseMount } from '../compose/mount.ts';
import { splitHost, splitPair } from '../compose/pair.ts';
import { parsePort } from '../compose/port.ts';
import { absolutePath, isRemoteContext, type PathBase } from './paths.ts';
import type { Problem } from './problem.ts';
import { problem } from './problem-rules.ts';
import type { Entry, ScalarValue, SequenceValue, Value } from './project.ts';
import {
  child,
  entriesOf,
  firstKey,
  formatScalar,
  mappingAt,
  partsAt,
  scalarAt,
  sequenceAt,
  stringOf,
  textOf,
  withChild,
} from './value.ts';

/** What turning a field into its one form may need. */
export interface FieldContext extends PathBase {
  readonly report: (problem: Problem) => void;
}

/** Turns the spellings of one field into one form. What doesn't fit stays as it is; the specification's check reports it. */
export type Canonical = (value: Value, context: FieldContext) => Value;

/** Changes what is in a list, leaving out items marked with `!reset`; anything but a list stays. */
export function eachItem(change: (item: Value, context: FieldContext) => Value | readonly Value[]): Canonical {
  return (value, context) => {
    if (value.kind !== 'sequence') return value;
    const items = value.items.filter((item) => item.tag !== 'reset').flatMap((item) => change(item, context));
    return { ...value, items };
  };
}

/** Changes each value of a mapping. */
export function eachValue(change: Canonical): Canonical {
  return (value, context) => {
    if (value.kind !== 'mapping') return value;
    const entries = [...value.entries].map(([key, entry]): [string, Entry] => [
      key,
      { ...entry, value: change(entry.value, context) },
    ]);
    return { ...value, entries: new Map(entries) };
  };
}

/** Changes some fields of a mapping. */
export function fields(table: Readonly<Record<string, Canonical>>): Canonical {
  return (value, context) => {
    if (value.kind !== 'mapping') return value;
    let result = value;
    for (const [key, change] of Object.entries(table)) {
      const field = value.entries.get(key);
      if (field && field.value.tag !== 'reset') result = withChild(result, key, change(field.value, context));
    }
    return result;
  };
}

/** `a` becomes `[a]`. */
export const asList: Canonical = (value) =>
  value.kind === 'scalar' && typeof value.value === 'string'
    ? { kind: 'sequence', items: [untagged(value)], location: value.location, ...tagOf(value) }
    : value;

/** `[KEY=value, KEY]` becomes `{KEY: value, KEY: null}`. */
export const asPairs: Canonical = (value, context) => {
  if (value.kind !== 'sequence') return value;
  const entries = new Map<string, Entry>();
  for (const item of value.items) {
    const text = textOf(item);
    if (text === undefined || item.tag === 'reset') continue;
    const { key, value: right } = splitPair(text);
    const first = entries.get(key);
    if (first) {
      const message = `"${key}" is in this list twice. Compose takes the last one and drops the other without a word; keep the one that is meant.`;
      const related = [{ message: 'this one is dropped', location: first.key }];
      context.report(problem('repeated-variable', message, item.location, related));
      entries.delete(key);
    }
    entries.set(key, { key: item.location, value: { ...(item as ScalarValue), value: right ?? null } });
  }
  return { kind: 'mapping', entries, location: value.location, ...tagOf(value) };
};

/** `[a, b]` becomes `{a: null, b: null}`. */
export const asNames: Canonical = (value) => {
  if (value.kind !== 'sequence') return value;
  const named = value.items.flatMap((item): [string, Entry][] => {
    const name = stringOf(item);
    return name === undefined || item.tag === 'reset'
      ? []
      : [[name, { key: item.location, value: scalarAt(null, item.location) }]];
  });
  return { ...mappingAt(named, value.location), ...tagOf(value) };
};

/** `8080:80/udp` and the like become the long form, one entry a container port. */
export const asPorts: Canonical = eachItem((item, context) => {
  if (item.kind !== 'scalar' || item.value === null || typeof item.value === 'boolean') return item;
  const text = formatScalar(item.value);
  const bindings = parsePort(text);
  if (!bindings) {
    unreadable(item, 'port', text, context);
    return item;
  }
  if (bindings.length > MOST_PORTS) return partsAt(rangeParts(text), item.location);
  return bindings.map(({ hostIp, published, target, protocol }) =>
    partsAt({ mode: 'ingress', host_ip: hostIp, target, published, protocol }, item.location),
  );
});

/** A range of more ports than this stays one entry, since taking it apart would make hundreds of thousands of values. */
const MOST_PORTS = 2_000;

function rangeParts(text: string): Readonly<Record<string, string | undefined>> {
  const [, ip, published, target, protocol] = /^(?:(.*):)?(?:([\d-]*):)?([\d-]+)(?:\/(\w+))?$/.exec(text) ?? [];
  return {
    mode: 'ingress',
    host_ip: ip || undefined,
    target,
    published: published || undefined,
    protocol: protocol ?? 'tcp',
  };
}

/** `db:/data:ro` and the like become the long form, with absolute host paths. */
export const asMounts: Canonical = eachItem((item, context) => {
  const text = stringOf(item);
  if (text !== undefined) {
    const mount = parseMount(text);
    if (!mount) {
      unreadable(item as ScalarValue, 'mount', text, context);
      return item;
    }
    const { type, source, target, readOnly, nocopy, propagation, selinux } = mount;
    const path = type === 'bind' && source !== undefined ? absolutePath(source, context) : source;
    const bind = type === 'bind' ? partsAt({ selinux, propagation, create_host_path: true }, item.location) : undefined;
    const volume =
      type === 'volume' && text.length > 2 ? partsAt({ nocopy: nocopy || undefined }, item.location) : undefined;
    return partsAt({ type, source: path, target, read_only: readOnly || undefined, bind, volume }, item.location);
  }
  if (item.kind !== 'mapping' || stringOf(child(item, 'type')) !== 'bind') return item;
  if (stringOf(child(item, 'source')) === undefined) {
    context.report(problem('missing-key', 'A bind mount needs a "source", the path on the host.', firstKey(item)));
    return item;
  }
  return fields({ source: asPath })(item, context);
});

/** A path becomes absolute. */
export const asPath: Canonical = (value, context) => {
  const path = stringOf(value);
  return path === undefined ? value : { ...(value as ScalarValue), value: absolutePath(path, context) };
};

/** As `asPath`; an empty one becomes the folder itself. */
export const asHostPath: Canonical = (value, context) =>
  stringOf(value) === '' ? { ...(value as ScalarValue), value: context.directory } : asPath(value, context);

/** A build context becomes absolute unless it is a URL. */
export const asContext: Canonical = (value, context) => {
  const path = stringOf(value);
  return path === undefined || isRemoteContext(path) ? value : asPath(value, context);
};

/** `a.env` and `[a.env]` become `[{path: a.env}]`, with absolute paths. */
export const asEnvFiles: Canonical = (value, context) =>
  eachItem((item) => {
    const long =
      item.kind === 'scalar' && typeof item.value === 'string' ? partsAt({ path: item }, item.location) : item;
    return fields({ path: asPath })(long, context);
  })(asList(value, context), context);

/** `name` becomes `{source: name}` in lists of secrets and configs. */
export const asFileGrants: Canonical = eachItem((item) =>
  item.kind === 'scalar' && typeof item.value === 'string' ? partsAt({ source: item }, item.location) : item,
);

/** `/dev/a:/dev/b:rw` becomes the long form. */
export const asDevices: Canonical = eachItem((item, context) => {
  const text = stringOf(item);
  if (text === undefined) return item;
  const [source = '', target = '', permissions = 'rwm', ...rest] = text.split(':');
  if (rest.length > 0)
    context.report(
      problem('bad-value', `"${text}" has too many colons for a device; use the long form.`, item.location),
    );
  return partsAt({ source, target: target === '' ? source : target, permissions }, item.location);
});

/** Host names as a list of `host=address`, one address each. */
export const asHosts: Canonical = (value) => {
  const items: Value[] = [];
  const add = (host: string, address: string, location: Value['location'], source?: string) => {
    const text = `${host}=${address}`;
    items.push({ ...scalarAt(text, location), ...(source !== undefined && source !== text && { source }) });
  };
  if (value.kind === 'sequence') {
    for (const item of value.items) {
      const parsed = splitHost(textOf(item) ?? '');
      if (item.tag === 'reset') continue;
      if (!parsed) items.push(item);
      else for (const address of parsed.addresses) add(parsed.host, address, item.location, textOf(item));
    }
  } else if (value.kind === 'mapping') {
    for (const [host, { value: addresses }] of entriesOf(value)) {
      const list = addresses.kind === 'sequence' ? addresses.items : [addresses];
      for (const address of list) add(host, (textOf(address) ?? '').replace(/^\[(.+)\]$/, '$1'), address.location);
    }
  } else return value;
  return { ...sequenceAt(items, value.location), ...tagOf(value) };
};

/** `default` and `id=path` become entries of a mapping. */
export const asSsh: Canonical = (value, context) => asPairs(value, context);

/** `all` becomes `[{count: all}]`. */
export const asGpus: Canonical = (value) =>
  value.kind === 'scalar' && typeof value.value === 'string'
    ? { ...sequenceAt([partsAt({ count: 'all' }, value.location)], value.location), ...tagOf(value) }
    : value;

/** `.` becomes `{context: .}`. */
export const asBuild: Canonical = (value) =>
  value.kind === 'scalar' && typeof value.value === 'string'
    ? { ...partsAt({ context: untagged(value) }, value.location), ...tagOf(value) }
    : value;

/** Compose puts an empty text where a variable isn't set, and then can't read the rest: that is an error of its own. */
function unreadable(item: ScalarValue, what: string, text: string, context: FieldContext): void {
  if (!item.unresolved) return;
  const message = `A variable in it is not set, and "${text}" is no valid ${what}: set the variable or give it a default.`;
  context.report(problem('bad-value', message, item.location));
}

function tagOf(value: Value): Pick<SequenceValue, 'tag'> {
  return value.tag ? { tag: value.tag } : {};
}

function untagged(value: ScalarValue): ScalarValue {
  const { tag: _tag, ...rest } = value;
  return rest;
}
