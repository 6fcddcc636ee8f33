import { significantText } from '../changes/torn-text.ts';
import type { YamlMapping, YamlNode } from '../yaml/node.ts';
import { readPlain } from '../yaml/read-plain.ts';
import { settingPaths } from './changed-lines.ts';
import type { Policy } from './verdict.ts';

/**
 * Tells at a glance, without loading a project, that an edit of a Compose file loses nothing: it changes comments, or
 * settings of services such as `restart` and `mem_limit`, in files that are plain YAML. False says nothing: the edit has to
 * be judged.
 */
export function isHarmlessEdit(before: string, after: string, policy: Policy): boolean {
  const level = policy.levels.get('service-changed') ?? 'allow';
  if (level !== 'allow') return false;
  if (significantText(before) === significantText(after)) return true;
  const [old, now] = [rootOf(before), rootOf(after)];
  if (old === undefined || now === undefined || old.entries.length !== now.entries.length) return false;
  return old.entries.every(({ key, value }) => {
    const other = valueAt(now, key.text);
    if (other === undefined) return false;
    if (key.text !== 'services') return same(value, other);
    if (value.kind !== 'mapping' || other.kind !== 'mapping') return false;
    if (value.entries.length !== other.entries.length) return false;
    return value.entries.every((entry) => {
      const service = valueAt(other, entry.key.text);
      return service !== undefined && differsInSettings(entry.value, service, '');
    });
  });
}

const nothing: YamlMapping = {
  kind: 'mapping',
  entries: [],
  location: { file: '', range: { start: 0, end: 0 } },
  weight: 1,
};

function rootOf(text: string): YamlMapping | undefined {
  return readPlain(text, { file: '', offset: 0 })?.root;
}

function valueAt(mapping: YamlMapping, key: string): YamlNode | undefined {
  return mapping.entries.find((entry) => entry.key.text === key)?.value;
}

/** Whether two parts of a service are the same but for settings. `path`: the keys that lead to them. */
function differsInSettings(old: YamlNode, now: YamlNode, path: string): boolean {
  if (old.kind !== 'mapping' || now.kind !== 'mapping') return same(old, now);
  const keys = new Set([...old.entries, ...now.entries].map(({ key }) => key.text));
  return [...keys].every((key) => {
    const [a, b] = [valueAt(old, key), valueAt(now, key)];
    const inner = path === '' ? key : `${path} ${key}`;
    // See changed-lines.ts: what has no say in what starts, where its data is, what it reaches and how it is reached.
    if (settingPaths.has(inner))
      return (a !== undefined && b !== undefined && same(a, b)) || (isPlain(a) && isPlain(b));
    // What is new with settings alone (`deploy` with limits) is the same as one that was empty.
    const other = inner === 'deploy' ? nothing : undefined;
    const [from, to] = [a ?? other, b ?? other];
    return from !== undefined && to !== undefined && differsInSettings(from, to, inner);
  });
}

/** Without variables, which may be missing, without marks for Holdfast, and with something in it. */
function isPlain(node: YamlNode | undefined): boolean {
  if (node === undefined) return true;
  if (node.kind === 'scalar') return node.value !== null && !/\$|holdfast/.test(node.text);
  if (node.kind === 'sequence') return node.items.every(isPlain);
  return node.entries.every(({ key, value }) => isPlain(key) && isPlain(value));
}

function same(a: YamlNode, b: YamlNode): boolean {
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.value === b.value;
  if (a.kind === 'sequence') {
    if (b.kind !== 'sequence' || a.items.length !== b.items.length) return false;
    return a.items.every((item, index) => same(item, b.items[index] as YamlNode));
  }
  if (b.kind !== 'mapping' || a.entries.length !== b.entries.length) return false;
  return a.entries.every(({ key, value }) => {
    const other = valueAt(b, key.text);
    return other !== undefined && same(value, other);
  });
}
