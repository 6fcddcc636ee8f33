import type { Project, VariableUse } from '../../core/project/project.ts';
import type { Range } from '../../core/text/source.ts';
import type { YamlFile } from '../../core/yaml/node.ts';
import type { Snapshot } from '../snapshot.ts';
import { anchorOccurrences } from './anchor-occurrences.ts';
import { composeOccurrences } from './compose-occurrences.ts';
import { envOccurrences } from './env-occurrences.ts';
import { isSameSymbol, type NamedSymbol, type Occurrence } from './occurrence.ts';

const composeRoles: ReadonlySet<string> = new Set(['compose', 'override', 'include', 'extends']);

/** The names in one reading of a file. */
interface FileNames {
  /** By their place in the text. */
  readonly all: readonly Occurrence[];
  /** By `kind:name`. */
  readonly byName: ReadonlyMap<string, readonly Occurrence[]>;
}

const byReading = new WeakMap<YamlFile, FileNames>();

function namesOf(yaml: YamlFile): FileNames {
  const known = byReading.get(yaml);
  if (known !== undefined) return known;
  const all = [...composeOccurrences(yaml), ...anchorOccurrences(yaml.file, yaml.text)];
  all.sort((a, b) => a.range.start - b.range.start);
  const byName = new Map<string, Occurrence[]>();
  for (const one of all) {
    const list = byName.get(`${one.kind}:${one.name}`);
    if (list === undefined) byName.set(`${one.kind}:${one.name}`, [one]);
    else list.push(one);
  }
  const names = { all, byName };
  byReading.set(yaml, names);
  return names;
}

/** The last name that starts at or before an offset, when it reaches there. */
function nameAt({ all }: FileNames, offset: number): Occurrence | undefined {
  let low = 0;
  let high = all.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((all[middle]?.range.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  const found = all[low - 1];
  return found !== undefined && offset <= found.range.end ? found : undefined;
}

/** The symbol that is written at an offset of the request's document. */
export function symbolAt(snapshot: Snapshot, offset: number): Occurrence | undefined {
  const { project, file } = snapshot;
  const isHere = ({ range }: { readonly range: Range }) => range.start <= offset && offset <= range.end;
  if (snapshot.kind === 'env') return occurrencesIn(snapshot, file).find(isHere);
  const use = isNearDollar(snapshot, offset)
    ? project.variables.find((one) => one.location.file === file && isHere({ range: variableNameRange(one) }))
    : undefined;
  if (use !== undefined) return variableOccurrence(use);
  const yaml = snapshot.yaml(file);
  const name = yaml === undefined ? undefined : nameAt(namesOf(yaml), offset);
  return name === undefined ? undefined : scoped(project, roleOf(project, file), name);
}

/** Whether a variable may be used on the line of an offset; most lines have none, and looking at all uses takes time. */
function isNearDollar({ current }: Snapshot, offset: number): boolean {
  const { line } = current.positionAt(offset);
  return current.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } }).includes('$');
}

/** Every place in the project where a symbol is written; definitions of services come in merge order. */
export function occurrencesOf(snapshot: Snapshot, symbol: NamedSymbol): Occurrence[] {
  if (symbol.kind === 'anchor') {
    return occurrencesIn(snapshot, symbol.scope ?? snapshot.file).filter((one) => isSameSymbol(one, symbol));
  }
  const found = new Map<string, Occurrence>();
  for (const file of filesOf(snapshot)) {
    for (const one of occurrencesIn(snapshot, file, symbol)) {
      if (isSameSymbol(one, symbol)) found.set(`${one.file}:${one.range.start}`, one);
    }
  }
  return [...found.values()];
}

/** Every name that is written in one file of the project; with `like`, those of its kind and name, whatever their scope. */
export function occurrencesIn(
  snapshot: Snapshot,
  file: string,
  like?: Pick<NamedSymbol, 'kind' | 'name'>,
): Occurrence[] {
  const { project } = snapshot;
  const role = roleOf(project, file);
  if (role === 'env') return envOccurrences(file, snapshot.view.readText(file) ?? '');
  if (role !== undefined && !composeRoles.has(role)) return [];
  const yaml = snapshot.yaml(file);
  const read = yaml === undefined ? undefined : namesOf(yaml);
  const names = (like === undefined ? read?.all : read?.byName.get(`${like.kind}:${like.name}`)) ?? [];
  const variables = like !== undefined && like.kind !== 'variable' ? [] : project.variables;
  return [
    ...names.map((one) => scoped(project, role, one)),
    ...variables
      .filter((use) => use.location.file === file && (like === undefined || use.name === like.name))
      .map(variableOccurrence),
  ];
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
