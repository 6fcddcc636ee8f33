import type { Project, VariableUse } from '../../core/project/project.ts';
import type { Range } from '../../core/text/source.ts';
import type { YamlFile } from '../../core/yaml/node.ts';
import type { Snapshot } from '../snapshot.ts';
import { anchorOccurrences } from './anchor-occurrences.ts';
import { composeOccurrences } from './compose-occurrences.ts';
import { envOccurrences } from './env-occurrences.ts';
import { isSameSymbol, type NamedSymbol, type Occurrence } from './occurrence.ts';

const composeRoles: ReadonlySet<string> = new Set(['compose', 'override', 'include', 'extends']);

/** Names in one file's YAML, computed once for each reading of it. */
const byReading = new WeakMap<YamlFile, readonly Occurrence[]>();

function namesOf(yaml: YamlFile): readonly Occurrence[] {
  const known = byReading.get(yaml);
  if (known !== undefined) return known;
  const names = [...composeOccurrences(yaml), ...anchorOccurrences(yaml.file, yaml.text)];
  byReading.set(yaml, names);
  return names;
}

/** The symbol that is written at an offset of the request's document. */
export function symbolAt(snapshot: Snapshot, offset: number): Occurrence | undefined {
  const { project, file } = snapshot;
  const isHere = ({ range }: { readonly range: Range }) => range.start <= offset && offset <= range.end;
  if (snapshot.kind === 'env') return occurrencesIn(snapshot, file).find(isHere);
  const use = project.variables.find((one) => one.location.file === file && isHere({ range: variableNameRange(one) }));
  if (use !== undefined) return variableOccurrence(use);
  const yaml = snapshot.yaml(file);
  const name = yaml === undefined ? undefined : namesOf(yaml).find(isHere);
  return name === undefined ? undefined : scoped(project, roleOf(project, file), name);
}

/** Every place in the project where a symbol is written; definitions of services come in merge order. */
export function occurrencesOf(snapshot: Snapshot, symbol: NamedSymbol): Occurrence[] {
  if (symbol.kind === 'anchor') {
    return occurrencesIn(snapshot, symbol.scope ?? snapshot.file).filter((one) => isSameSymbol(one, symbol));
  }
  const found = new Map<string, Occurrence>();
  for (const file of filesOf(snapshot)) {
    for (const one of occurrencesIn(snapshot, file)) {
      if (isSameSymbol(one, symbol)) found.set(`${one.file}:${one.range.start}`, one);
    }
  }
  return [...found.values()];
}

/** Every name that is written in one file of the project. */
export function occurrencesIn(snapshot: Snapshot, file: string): Occurrence[] {
  const { project } = snapshot;
  const role = roleOf(project, file);
  if (role === 'env') return envOccurrences(file, snapshot.view.readText(file) ?? '');
  if (role !== undefined && !composeRoles.has(role)) return [];
  const yaml = snapshot.yaml(file);
  const names = yaml === undefined ? [] : namesOf(yaml);
  const variables = project.variables.filter((use) => use.location.file === file).map(variableOccurrence);
  return [...names.map((one) => scoped(project, role, one)), ...variables];
}

function filesOf({ project, file }: Snapshot): Set<string> {
  return new Set([...project.files.filter((one) => one.exists).map((one) => one.file), file]);
}

/** A file may have several roles; the one that makes it part of the project itself counts. */
function roleOf(project: Project, file: string): string | undefined {
  const roles = project.files.filter((one) => one.file === file).map((one) => one.role);
  return roles.find((role) => role !== 'extends' && composeRoles.has(role)) ?? roles[0];
}

/** Services of a file that is only extended from aren't the project's services of the same name. */
function scoped(project: Project, role: string | undefined, one: Occurrence): Occurrence {
  if (one.kind !== 'service') return one;
  if (one.scope !== undefined) return roleOf(project, one.scope) === 'extends' ? one : { ...one, scope: undefined };
  return role === 'extends' ? { ...one, scope: one.file } : one;
}

function variableOccurrence(use: VariableUse): Occurrence {
  return {
    kind: 'variable',
    name: use.name,
    scope: undefined,
    file: use.location.file,
    range: variableNameRange(use),
    role: 'reference',
  };
}

/** The name inside of `${NAME…}` or `$NAME`. */
export function variableNameRange(use: VariableUse): Range {
  const { start, end } = use.location.range;
  const braced = end - start > use.name.length + 1;
  return { start: start + (braced ? 2 : 1), end: start + (braced ? 2 : 1) + use.name.length };
}
