import {
  type Alias,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Location } from '../text/source.ts';
import { emptyScalar } from './empty-scalar.ts';
import { MAXIMUM_WEIGHT } from './maximum-weight.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlProblem, YamlScalar, YamlSequence } from './node.ts';
import { type Origin, Place } from './place.ts';
import { resolvePlain, resolveTagged } from './resolve-scalar.ts';
import { withoutFillers } from './unfold-lines.ts';

const MAXIMUM_DEPTH = 200;
const YAML_TAG = 'tag:yaml.org,2002:';

/** What building a tree needs and what it leaves behind. */
export interface TreeContext {
  /** The piece's text. */
  readonly text: string;
  readonly origin: Origin;
  /** Anchors in force: those defined earlier in the file, then those that this piece defines. */
  readonly anchors: Map<string, YamlNode>;
  /** Anchors of this piece whose values aren't complete yet. */
  readonly open: Set<string>;
  /** Anchors that came from outside of the piece, and what they stood for. */
  readonly borrowed: Map<string, YamlNode | undefined>;
  /** Anchors that this piece defines. */
  readonly defined: Map<string, YamlNode>;
  readonly problems: YamlProblem[];
}

/** Turns the `yaml` package's tree into ours: aliases and merge keys followed, scalars typed, each with its place. */
export function buildTree(contents: ParsedNode, context: TreeContext): YamlNode {
  return build(contents, context, 0);
}

function build(node: ParsedNode | null, context: TreeContext, depth: number): YamlNode {
  if (node === null) return emptyScalar(new Place(context.origin, 0, 0));
  if (isAlias(node)) return follow(node as Alias.Parsed, context);
  const anchor = (node as { anchor?: string }).anchor;
  if (anchor) context.open.add(anchor);
  let built: YamlNode;
  if (depth > MAXIMUM_DEPTH) {
    built = emptyScalar(placeOf(node, context));
    report(context, 'yaml-syntax', `Values are nested more than ${MAXIMUM_DEPTH} levels deep.`, built.location);
  } else if (isMap(node)) built = buildMapping(node as YAMLMap.Parsed, context, depth);
  else if (isSeq(node)) built = buildSequence(node as YAMLSeq.Parsed, context, depth);
  else built = buildScalar(node as Scalar.Parsed, context);
  if (anchor) {
    context.open.delete(anchor);
    context.anchors.set(anchor, built);
    context.defined.set(anchor, built);
  }
  return built;
}

function follow(alias: Alias.Parsed, context: TreeContext): YamlNode {
  const name = alias.source;
  const place = placeOf(alias, context);
  if (context.open.has(name)) {
    report(context, 'undefined-anchor', `The anchor "&${name}" contains itself through the alias "*${name}".`, place);
    return unknownScalar(name, place);
  }
  const target = context.anchors.get(name);
  if (!context.defined.has(name)) context.borrowed.set(name, target);
  if (target) return target;
  report(context, 'undefined-anchor', `No anchor "&${name}" is defined above the alias "*${name}".`, place);
  return unknownScalar(name, place);
}

function unknownScalar(name: string, location: Location): YamlScalar {
  const text = `*${name}`;
  return { kind: 'scalar', value: text, text, style: 'plain', location, weight: 1, unknown: true };
}

function buildMapping(node: YAMLMap.Parsed, context: TreeContext, depth: number): YamlMapping {
  const entries = new Map<string, YamlEntry>();
  const merges: { readonly key: YamlScalar; readonly value: YamlNode }[] = [];
  let weight = 1;
  for (const pair of node.items) {
    const key = buildKey(pair, context);
    const value = build(pair.value as ParsedNode | null, context, depth + 1);
    if (key === undefined) continue;
    const target = isWritten(pair) ? value : { ...value, location: behindKey(pair, context) };
    if (isMergeKey(pair)) {
      if (merges[0]) duplicate(context, key, merges[0].key);
      else merges.push({ key, value: target });
      continue;
    }
    const first = entries.get(key.text);
    if (first) {
      duplicate(context, key, first.key);
      continue;
    }
    if (typeof key.value !== 'string') {
      const hint = `Key ${key.text === '' ? 'without a name' : `"${key.text}"`} is no string`;
      report(context, 'non-string-key', `${hint}, and Compose rejects the file: put it in quotes.`, key.location);
    }
    const written = isAlias(pair.value) ? placeOf(pair.value, context) : target.location;
    entries.set(key.text, { key, value: target, written, merged: false });
    weight += 1 + target.weight;
  }
  for (const { key, value } of merges) {
    for (const source of mergeSources(key, value, context)) {
      for (const entry of source.entries) {
        if (entries.has(entry.key.text)) continue;
        entries.set(entry.key.text, { ...entry, merged: true });
        weight += 1 + entry.value.weight;
      }
    }
  }
  const mapping = {
    kind: 'mapping',
    entries: [...entries.values()],
    location: placeOf(node, context),
    tag: tagOf(node),
    weight,
  } as const;
  return limited(mapping, context);
}

function buildKey(pair: Pair<ParsedNode, ParsedNode | null>, context: TreeContext): YamlScalar | undefined {
  const key = pair.key as ParsedNode | null;
  if (key === null) return emptyScalar(new Place(context.origin, 0, 0));
  if (isScalar(key) || isAlias(key)) {
    const built = build(key, context, 0);
    if (built.kind === 'scalar') return built;
  }
  report(context, 'yaml-syntax', 'A key must be a single value, not a mapping or a list.', placeOf(key, context));
  return undefined;
}

function isMergeKey(pair: Pair<ParsedNode, ParsedNode | null>): boolean {
  if (!isScalar(pair.key) || pair.key.type !== 'PLAIN' || pair.key.value !== '<<') return false;
  return pair.key.tag === undefined || pair.key.tag === `${YAML_TAG}merge` || pair.key.tag === '!';
}

function mergeSources(key: YamlScalar, value: YamlNode, context: TreeContext): readonly YamlMapping[] {
  if (value.kind === 'mapping') return [value];
  if (value.kind === 'sequence' && value.items.every((item) => item.kind === 'mapping'))
    return value.items as YamlMapping[];
  if (value.kind === 'scalar' && value.unknown) return [];
  report(context, 'merge-key', 'The value of "<<" must be a mapping or a list of mappings.', key.location);
  return [];
}

function buildSequence(node: YAMLSeq.Parsed, context: TreeContext, depth: number): YamlSequence {
  const items: YamlNode[] = [];
  let weight = 1;
  for (const item of node.items) {
    // In flow sequences, `[a: b]` is a sequence of one mapping with one entry.
    const built = isPair(item)
      ? emptyScalar(placeOf(node, context))
      : build(item as ParsedNode | null, context, depth + 1);
    items.push(built);
    weight += built.weight;
  }
  return limited({ kind: 'sequence', items, location: placeOf(node, context), tag: tagOf(node), weight }, context);
}

const STYLES: Readonly<Record<string, YamlScalar['style']>> = {
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function buildScalar(node: Scalar.Parsed, context: TreeContext): YamlScalar {
  const style = STYLES[node.type ?? ''] ?? 'plain';
  const text = decoded(node, context);
  const location = placeOf(node, context);
  const tag = tagOf(node);
  const base = { kind: 'scalar', text, style, location, tag, weight: 1 } as const;
  if (node.tag?.startsWith(YAML_TAG)) {
    const value = resolveTagged(text, node.tag.slice(YAML_TAG.length));
    if (value !== undefined) return { ...base, value };
    report(context, 'yaml-syntax', `"${text}" does not fit its tag ${tag}.`, location);
    return { ...base, value: text };
  }
  return { ...base, value: style === 'plain' && tag !== '!' ? resolvePlain(text) : text };
}

function decoded(node: Scalar.Parsed, context: TreeContext): string {
  // The package turns some tagged scalars, such as binaries and dates, into objects of their own.
  const written = typeof node.value === 'object' ? node.source : node.value;
  const text = withoutFillers(String(written ?? ''));
  // The package ends a block scalar with a line break even where the file ends without one; Compose's reader doesn't.
  const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
  const cutOff = block && node.range[1] >= context.text.length && !/[\r\n]$/.test(context.text);
  return cutOff && text.endsWith('\n') ? text.slice(0, -1) : text;
}

function limited<T extends YamlNode>(node: T, context: TreeContext): T {
  if (node.weight <= MAXIMUM_WEIGHT) return node;
  const message = `Its aliases stand for more than ${MAXIMUM_WEIGHT} values; it was not read further.`;
  report(context, 'alias-overuse', message, node.location);
  return node.kind === 'mapping' ? { ...node, entries: [], weight: 1 } : { ...node, items: [], weight: 1 };
}

function duplicate(context: TreeContext, key: YamlScalar, first: YamlScalar): void {
  context.problems.push({
    rule: 'duplicate-key',
    message: `Key "${key.text}" is already there; Compose rejects the file. Join the two, or remove one.`,
    location: key.location,
    related: [{ message: 'first defined here', location: first.location }],
  });
}

function report(context: TreeContext, rule: YamlProblem['rule'], message: string, location: Location): void {
  context.problems.push({ rule, message, location });
}

function placeOf(node: ParsedNode, context: TreeContext): Place {
  const end = endOfNode(node, context);
  return new Place(context.origin, Math.min(node.range[0], end), end);
}

/** Where the value's own text ends: without the comments and line breaks that the parser counts to block values. */
function endOfNode(node: ParsedNode, context: TreeContext): number {
  let end = node.range[1];
  const flow = (node as { flow?: boolean }).flow === true;
  const block = isScalar(node)
    ? node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED'
    : !flow && !isAlias(node);
  const empty = isScalar(node) && node.range[0] === node.range[1];
  if (!block && !empty) return end;
  if (isMap(node) || isSeq(node)) {
    const last = node.items.at(-1) as ParsedNode | Pair<ParsedNode, ParsedNode | null> | undefined;
    const final = isPair(last) ? (isWritten(last) ? (last.value as ParsedNode) : undefined) : last;
    if (final?.range) end = endOfNode(final, context);
    else if (isPair(last)) end = behindKey(last as Pair<ParsedNode, ParsedNode | null>, context).end;
  }
  const least = empty ? 0 : node.range[0];
  while (end > least && ' \t\r\n'.includes(context.text.charAt(end - 1))) end -= 1;
  return end;
}

/** False where a key stands without a value, an anchor or a tag behind it. */
function isWritten(pair: Pair<unknown, unknown>): boolean {
  const value = pair.value as ParsedNode | null;
  if (value === null) return false;
  if (!isScalar(value)) return true;
  return (
    value.range[1] > value.range[0] || value.type !== 'PLAIN' || value.anchor !== undefined || value.tag !== undefined
  );
}

/** The place of a value that isn't there: right behind the colon, or behind the key where there is no colon either. */
function behindKey(pair: Pair<ParsedNode, ParsedNode | null>, context: TreeContext): Place {
  const end = pair.key.range[1];
  const colon = /[ \t]*:/y;
  colon.lastIndex = end;
  const at = Math.min(colon.exec(context.text) ? colon.lastIndex : end, context.text.length);
  return new Place(context.origin, at, at);
}

/** A null where nothing is written. */
function tagOf(node: ParsedNode): string | undefined {
  const tag = (node as { tag?: string }).tag;
  if (tag === undefined) return undefined;
  return tag.startsWith(YAML_TAG) ? `!!${tag.slice(YAML_TAG.length)}` : tag;
}
