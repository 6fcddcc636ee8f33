import type { Location } from '../text/source.ts';
import { didYouMean } from './check-scalar.ts';
import { joinWords } from './describe.ts';
import { nearest } from './nearest.ts';
import type { MappingShape, Shape } from './shape.ts';
import type { SpecPath } from './shape-at.ts';
import type { Report, SpecMapping, SpecNode } from './spec-node.ts';

interface MappingCheck {
  readonly path: SpecPath;
  readonly node: SpecMapping;
  readonly shape: MappingShape;
  readonly report: Report;
  /** Checks a value below the mapping. */
  readonly check: (path: SpecPath, node: SpecNode, shape: Shape, report: Report) => void;
}

/** What people write for keys that are called otherwise. */
const otherNames: Readonly<Record<string, string>> = {
  env: 'environment',
  envs: 'environment',
  cmd: 'command',
  args: 'command',
  user_id: 'user',
  workdir: 'working_dir',
  memory: 'mem_limit',
  depends: 'depends_on',
  requires: 'depends_on',
  restart_policy: 'restart',
};

/** Checks the keys of a mapping, and the values below them. */
export function checkMapping({ path, node, shape, report, check }: MappingCheck): void {
  const present = new Set<string>();
  let first: Location | undefined;
  for (const { name, location, value } of entriesOf(node)) {
    present.add(name);
    first ??= location;
    const known = shape.keys !== undefined && Object.hasOwn(shape.keys, name) ? shape.keys[name] : undefined;
    if (known) check([...path, name], value, known.shape, report);
    else if (shape.extensions && name.startsWith('x-')) continue;
    else if (shape.names && (shape.names.pattern?.test(name) ?? true))
      check([...path, name], value, shape.names.value, report);
    else if (!shape.open && !shape.names?.lenient && value.tag !== '!reset')
      reportUnknown(name, location, shape, report);
  }
  const missing = shape.required?.filter((key) => !present.has(key)) ?? [];
  if (missing.length > 0) {
    const keys = joinWords(missing.map((key) => `"${key}"`)).replace(' or ', ' and ');
    report({
      rule: 'missing-key',
      severity: 'error',
      message: `${capitalize(shape.title)} needs ${keys}, and ${shape.passedOver ? 'does nothing' : 'Compose refuses the file'} without it.`,
      // The whole mapping may be many lines.
      location: first ?? node.location,
    });
  }
}

function reportUnknown(name: string, location: Location, shape: MappingShape, report: Report): void {
  if (shape.names) {
    report({
      rule: 'unknown-key',
      severity: 'error',
      message: `"${name}" can't be a name here: names consist of letters, digits, ".", "_" and "-".`,
      location,
    });
    return;
  }
  const keys = shape.keys ?? {};
  const other = otherNames[name];
  const suggestion =
    nearest(name, Object.keys(keys)) ?? (other !== undefined && Object.hasOwn(keys, other) ? other : undefined);
  report({
    rule: 'unknown-key',
    severity: 'error',
    message: `"${name}" is no key of ${shape.title}, so ${shape.passedOver ? 'it does nothing' : 'Compose refuses the file'}.${didYouMean(suggestion) || belongsElsewhere(name, shape)}`,
    location,
    suggestion,
  });
}

/** Finds the section next below that has the key: `replicas` belongs below "deploy". */
function belongsElsewhere(name: string, shape: MappingShape): string {
  for (const [section, { shape: below }] of Object.entries(shape.keys ?? {})) {
    const keys = below.mapping?.keys ?? below.list?.items.mapping?.keys;
    if (keys !== undefined && Object.hasOwn(keys, name)) return ` It belongs below "${section}".`;
  }
  const remedy = shape.extensions ? 'Remove it, or begin it with "x-" to keep a note of your own.' : 'Remove it.';
  return ` ${remedy}`;
}

function* entriesOf({ entries }: SpecMapping): Iterable<{ name: string; location: Location; value: SpecNode }> {
  if (isMap(entries)) {
    for (const [name, { key, value }] of entries) yield { name, location: key, value };
  } else {
    for (const { key, value } of entries) yield { name: key.text, location: key.location, value };
  }
}

function isMap<K, V>(entries: ReadonlyMap<K, V> | readonly unknown[]): entries is ReadonlyMap<K, V> {
  return entries instanceof Map;
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
