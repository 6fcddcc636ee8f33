import { nearest } from '../spec/nearest.ts';
import type { Location } from '../text/source.ts';
import type { YamlNode, YamlScalar } from '../yaml/node.ts';
import { Part } from '../yaml/place.ts';
import { type Cast, type CastTable, casts, castsBelow, castText } from './casts.ts';
import type { Environment } from './environment.ts';
import { type Interpolated, interpolateText } from './interpolate-text.ts';
import type { Problem } from './problem.ts';
import { problem } from './problem-rules.ts';
import type { Entry, MergeTag, Value, VariableUse } from './project.ts';

/** A YAML node with its variables filled in. */
export interface InterpolatedNode {
  readonly value: Value;
  readonly variables: readonly VariableUse[];
  readonly problems: readonly Problem[];
  /** True when a `!reset` or `!override` is in it. */
  readonly tagged: boolean;
}

/**
 * Fills in the variables of all texts in a node and casts those fields that Compose casts.
 *
 * @param path where the node stands, e.g. `['services', 'web']`
 * @param environment where variables are looked up
 * @param text the text of the file that the node is in, in which the places of expressions are found
 */
export function interpolateNode(
  node: YamlNode,
  path: readonly string[],
  environment: Environment,
  text: string,
): InterpolatedNode {
  const variables: VariableUse[] = [];
  const problems: Problem[] = [];
  let tagged = false;
  const foreignTags = new Set<number>();

  const walk = (current: YamlNode, cast: Cast | CastTable | undefined, key: string): Value => {
    const tag = mergeTag(current.tag);
    if (tag) tagged = true;
    else if (current.tag !== undefined && !key.startsWith('x-')) reportTag(current, current.tag);
    const base = { location: current.location, ...(tag && { tag }) };
    if (current.kind === 'sequence') {
      return { kind: 'sequence', items: current.items.map((item) => walk(item, castsBelow(cast, '*'), key)), ...base };
    }
    if (current.kind === 'mapping') {
      const entries = new Map<string, Entry>();
      for (const entry of current.entries) {
        const name = entry.key.text;
        // What is in an extension of somebody's own is theirs to read.
        const below = key.startsWith('x-') ? key : name;
        entries.set(name, { key: entry.key.location, value: walk(entry.value, castsBelow(cast, name), below) });
      }
      return { kind: 'mapping', entries, ...base };
    }
    if (current.unknown) return { kind: 'scalar', value: current.text, unresolved: true, ...base };
    if (typeof current.value !== 'string') return { kind: 'scalar', value: current.value, ...base };
    return fillIn(current, current.value, typeof cast === 'string' ? cast : undefined, key, base);
  };

  const fillIn = (
    scalar: YamlScalar,
    written: string,
    cast: Cast | undefined,
    key: string,
    base: { location: Location; tag?: MergeTag },
  ): Value => {
    const filled = written.includes('$') ? interpolateText(written, environment) : undefined;
    if (filled) report(filled, scalar, written);
    const result = filled ? filled.text : written;
    const unresolved = filled?.uses.some((use) => use.from === 'unset') ? { unresolved: true } : undefined;
    let value: string | number | boolean = result;
    if (cast) {
      const casted = castText(result, cast);
      if (casted !== undefined) value = casted;
      else if (tagIsNot(base.tag, 'reset')) {
        const kind = { integer: 'a whole number', float: 'a number', boolean: 'true or false' }[cast];
        const shown = result === '' ? 'an empty text' : `"${result}"`;
        problems.push(problem('bad-value', `${key} must be ${kind}, but is ${shown}.`, scalar.location));
      }
    }
    return { kind: 'scalar', value, ...(value !== written && { source: written }), ...unresolved, ...base };
  };

  const report = (filled: Interpolated, scalar: YamlScalar, written: string): void => {
    const locate = expressionFinder(scalar, written, text);
    for (const use of filled.uses) {
      const location = locate(use.expression);
      variables.push({ name: use.name, location, value: use.value, origin: originOf(use.from, use.name, environment) });
      if (use.from === 'unset' && !filled.required.some(({ expression }) => expression === use.expression)) {
        const at = written.indexOf(use.expression);
        const within = !use.expression.startsWith('${') && at > 0 && /\w/.test(written.charAt(at - 1));
        const toDo = within
          ? `Write "$$" for a plain dollar sign, or "\${${use.name}}" and set it.`
          : `Set it, or give a default: \${${use.name}:-value}.`;
        const message = `The variable ${use.name} is not set, so this becomes empty. ${toDo}`;
        problems.push(problem('unset-variable', message, location));
      }
    }
    for (const missing of filled.required) {
      const reason = missing.reason === '' ? '' : ` (${missing.reason})`;
      const message = `The variable ${missing.name} is required but has no value${reason}. Set it in the environment or in .env.`;
      problems.push(problem('required-variable', message, locate(missing.expression)));
    }
    if (filled.invalid !== undefined) {
      const message = `"${filled.invalid}" is no valid use of a variable. Write \${NAME}, or "$$" for a plain dollar sign.`;
      problems.push(problem('bad-interpolation', message, locate(filled.invalid)));
    }
  };

  const reportTag = (tagged: YamlNode, tag: string): void => {
    if (knownTags.has(tag)) return;
    const location = tagPlace(tagged, tag, text);
    // An anchor's value is met once for each of its aliases.
    if (foreignTags.has(location.range.start)) return;
    foreignTags.add(location.range.start);
    const suggestion = nearest(tag, ['!reset', '!override']);
    const advice = suggestion ? `Did you mean "${suggestion}"?` : 'Remove it; a variable is written ${NAME}.';
    const message = `Compose knows no tag "${tag}": it drops the tag and takes the value as it stands. ${advice}`;
    problems.push({ ...problem('unknown-tag', message, location), ...(suggestion && { suggestion }) });
  };

  let table: Cast | CastTable | undefined = casts;
  for (const key of path) table = castsBelow(table, key);
  const value = walk(node, table, path.at(-1) ?? '');
  return { value, variables, problems, tagged };
}

function tagIsNot(tag: MergeTag | undefined, other: MergeTag): boolean {
  return tag !== other;
}

function mergeTag(tag: string | undefined): MergeTag | undefined {
  if (tag === '!reset') return 'reset';
  return tag === '!override' ? 'override' : undefined;
}

/** The tags of YAML itself and those that Compose has; `!` alone says only that a value is a text. */
const knownTags: ReadonlySet<string> = new Set([
  '!',
  '!reset',
  '!override',
  ...'str int float bool null map seq binary timestamp merge'.split(' ').map((name) => `!!${name}`),
]);

/** Not searched further back than this: a tag may be written in another way than it reads. */
const FURTHEST_TAG = 1_000;

/** Where a node's tag is written: in front of it, an anchor perhaps between the two. */
function tagPlace({ location }: YamlNode, tag: string, text: string): Location {
  const { start } = location.range;
  const before = text.slice(Math.max(0, start - FURTHEST_TAG), start);
  const at = before.lastIndexOf(tag);
  if (at < 0) return location;
  const offset = at - before.length;
  return new Part(location, offset, offset + tag.length);
}

function originOf(
  from: 'variable' | 'default' | 'unset',
  name: string,
  environment: Environment,
): VariableUse['origin'] {
  if (from === 'default') return { from: 'default' };
  return from === 'unset' ? { from: 'unset' } : environment.origin(name);
}

/** Finds expressions, asked for in the order of the text, in a scalar as it is written in its file. */
function expressionFinder(scalar: YamlScalar, written: string, text: string): (expression: string) => Location {
  const { start, end } = scalar.location.range;
  const raw = text.slice(start, end);
  let from = 0;
  return (expression) => {
    const first = expression.split('\n', 1)[0] ?? expression;
    let index = raw.indexOf(expression, from);
    if (index < 0) index = raw.indexOf(expression);
    if (index < 0) index = raw.indexOf(first);
    if (index < 0 || written === '') return scalar.location;
    // Expressions in a default stand inside of the one before, so the search goes on right behind its "${".
    from = index + 1;
    return new Part(scalar.location, index, Math.min(index + expression.length, raw.length));
  };
}
