import { problemsOf } from '../spec/validate.ts';
import type { YamlEntry } from '../yaml/node.ts';
import { Span } from '../yaml/place.ts';
import { canonicalEntry, type Section } from './canonical.ts';
import type { Environment } from './environment.ts';
import { interpolateNode } from './interpolate.ts';
import { distinctItems, mergeEntries } from './merge.ts';
import { once } from './once.ts';
import type { PathBase } from './paths.ts';
import type { Problem } from './problem.ts';
import { type ProblemRuleId, problem, problemRules } from './problem-rules.ts';
import type { Definition, Value, VariableUse } from './project.ts';
import { isNull, mappingAt, withEntries } from './value.ts';

/** What files say about one service, volume, network …, as far as it is merged. */
export interface Contribution {
  /** In canonical form; may carry `!reset` and `!override` until it is settled. */
  readonly value: Value;
  readonly definitions: readonly Definition[];
}

/** One entry of a section, read from one file. */
export interface Reading {
  readonly contribution: Contribution;
  readonly variables: readonly VariableUse[];
  /** Of variables: they count even when nothing uses the entry. */
  readonly ofVariables: readonly Problem[];
  /** Against the specification; found when they are first asked for. */
  readonly ofContent: () => readonly Problem[];
}

/** What two files say about one entry, joined. */
export interface Merge {
  readonly merged: Contribution;
  /** Found when they are first asked for. */
  readonly problems: () => readonly Problem[];
}

/** A file as the ground on which its entries are read. */
export interface Scope {
  readonly file: string;
  readonly text: string;
  readonly base: PathBase;
  readonly environment: Environment;
  /** Equal for scopes in which an unchanged entry reads the same. */
  readonly signature: number;
}

/**
 * Reads an entry of a section: variables filled in, checked against the specification, brought into canonical form.
 * A pure function of the entry and the scope's base and environment, so that readings can be kept.
 */
export function readContribution(section: Section, entry: YamlEntry, scope: Scope): Reading {
  const name = entry.key.text;
  const filled = interpolateNode(entry.value, [section, name], scope.environment, scope.text);
  const ofForm: Problem[] = [];
  const key = entry.key.location;
  const definition = { key, block: new Span(key, entry.written) };
  const bySpecification = () => {
    // A service without content is an error only when no other file brings the content; see mergeSections.
    // Of a secret or config without any, checkResource says that it has none.
    if ((section === 'services' || section === 'secrets' || section === 'configs') && isNull(filled.value)) return [];
    const single = mappingAt([[name, { key, value: filled.value }]], definition.block);
    const told = new Set(
      filled.problems.filter(({ rule }) => rule === 'bad-value').map(({ location }) => location.range.start),
    );
    const found = problemsOf([section], single).filter(
      ({ rule, location }) => rule !== 'bad-value' || !told.has(location.range.start),
    );
    return found.map(asProblem);
  };
  const report = (found: Problem) => ofForm.push(found);
  const canonical = canonicalEntry(section, filled.value, { ...scope.base, report });
  return {
    contribution: { value: distinctItems(section, canonical), definitions: [definition] },
    variables: filled.variables,
    ofVariables: filled.problems,
    ofContent: once(() => [...bySpecification(), ...ofForm]),
  };
}

/** A problem of the specification's check, whose rules are the project's too. */
export function asProblem(found: Problem & { readonly rule: string }): Problem {
  if (!Object.hasOwn(problemRules, found.rule)) return found;
  const { suggestion, severity } = found;
  const made = { ...problem(found.rule as ProblemRuleId, found.message, found.location), severity };
  return suggestion === undefined ? made : { ...made, suggestion };
}

/** Joins what an earlier and a later file say. */
export function mergeContributions(section: Section, base: Contribution, over: Contribution): Merge {
  if (over.value.tag) return { merged: over, problems: () => [] };
  const ofMerge: Problem[] = [];
  const value = mergeEntries(section, base.value, over.value, (found) => ofMerge.push(found));
  const problems = once(() => [...ofMerge, ...repeatedItems(section, value)]);
  return { merged: { value, definitions: [...base.definitions, ...over.definitions] }, problems };
}

/** Lists that append may end up with an item twice, which neither file has by itself. */
function repeatedItems(section: Section, value: Value): readonly Problem[] {
  if (value.kind !== 'mapping') return [];
  // Hosts were compared in the words of their files, where they may differ.
  const plain = withEntries(value, new Map([['extra_hosts', undefined]]));
  const single = mappingAt([['merged', { key: value.location, value: plain }]], value.location);
  return problemsOf([section], single)
    .filter(({ rule }) => rule === 'duplicate-item')
    .map(asProblem);
}
