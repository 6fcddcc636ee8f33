import { join, normalize } from 'pathe';
import type { FileView } from '../text/file-view.ts';
import type { Location } from '../text/source.ts';
import type { YamlFile } from '../yaml/node.ts';
import type { Reading } from './contribution.ts';
import type { Environment } from './environment.ts';
import type { ExtendsScope } from './extends-scope.ts';
import type { LoadCache } from './load-cache.ts';
import { isAbsolutePath } from './paths.ts';
import type { Problem } from './problem.ts';
import { type ProblemRuleId, problem } from './problem-rules.ts';
import type { ProjectFile, Value, VariableUse } from './project.ts';

/** One load: what it reads through, and what it has found so far. */
export class LoadSession {
  readonly view: FileView;
  readonly cache: LoadCache;
  readonly problems: Problem[] = [];
  /** Checks that nothing but the list of problems hangs on: they run when it is first asked for. */
  readonly checks: (() => readonly Problem[])[] = [];
  readonly variables: VariableUse[] = [];
  readonly files = new Map<string, ProjectFile>();
  /** Files that services extend from, as they were read for this load. */
  readonly extendsScopes = new Map<string, ExtendsScope>();
  private readonly reported = new Set<YamlFile>();
  private readonly takenVariables = new Set<Reading>();
  private readonly takenContent = new Set<Reading>();
  private readonly presence = new Map<string, boolean>();

  constructor(view: FileView, cache: LoadCache) {
    this.view = view;
    this.cache = cache;
  }

  report(rule: ProblemRuleId, message: string, location: Location): void {
    this.problems.push(problem(rule, message, location));
  }

  /** Reads a Compose file; undefined when it isn't there. What is wrong with its YAML is reported once. */
  readYaml(file: string, role: ProjectFile['role'], from: Location | undefined): YamlFile | undefined {
    const text = this.view.readText(file);
    const yaml = text === undefined ? undefined : this.cache.yaml.read(file, text);
    this.addFile({
      file,
      role,
      exists: yaml !== undefined,
      readable: yaml?.problems.length === 0,
      ...(from && { from }),
    });
    if (yaml && !this.reported.has(yaml)) {
      this.reported.add(yaml);
      for (const { rule, message, location, related } of yaml.problems)
        this.problems.push(problem(rule, message, location, related));
    }
    return yaml;
  }

  addFile(file: ProjectFile): void {
    if (!this.files.has(file.file)) this.files.set(file.file, file);
  }

  /** Takes over the variables of an entry that was read; they count even when nothing uses the entry. */
  takeVariables(reading: Reading): void {
    if (this.takenVariables.has(reading)) return;
    this.takenVariables.add(reading);
    for (const use of reading.variables) this.variables.push(use);
    for (const found of reading.ofVariables) this.problems.push(found);
  }

  /**
   * Takes over what is wrong with an entry by the specification.
   *
   * @param merged what came of the entry: a key left empty is no mistake where another file gives it a value
   */
  takeContent(reading: Reading, merged: Value | undefined): void {
    if (this.takenContent.has(reading)) return;
    this.takenContent.add(reading);
    this.checks.push(() => {
      const found = reading.ofContent();
      const filled = found.some(isEmptyKey) && merged ? nullsFilled(reading.contribution.value, merged) : undefined;
      return filled ? found.filter((one) => !(isEmptyKey(one) && filled.has(one.location))) : found;
    });
  }

  isFile(path: string): boolean {
    let known = this.presence.get(path);
    if (known === undefined) {
      known = this.view.kind(path) === 'file';
      this.presence.set(path, known);
    }
    return known;
  }

  /** A number for scopes in which entries read the same. */
  signature(directory: string, environment: Environment): number {
    return this.cache.signature(`${directory}\n${environment.signature}`);
  }
}

function isEmptyKey(found: Problem): boolean {
  return found.rule === 'wrong-kind';
}

/** The places of nulls in `own` that have a value in `merged`. */
function nullsFilled(own: Value, merged: Value): ReadonlySet<Location> {
  const left = new Set(nullsIn(merged));
  return new Set([...nullsIn(own)].filter((location) => !left.has(location)));
}

function* nullsIn(value: Value): Iterable<Location> {
  if (value.kind === 'scalar' && value.value === null) yield value.location;
  else if (value.kind === 'sequence') for (const item of value.items) yield* nullsIn(item);
  else if (value.kind === 'mapping') for (const entry of value.entries.values()) yield* nullsIn(entry.value);
}

/** The beginning of a file, for what is wrong with all of it. */
export function startOf(file: string): Location {
  return { file, range: { start: 0, end: 0 } };
}

/** `path` made absolute by `directory`, with forward slashes. */
export function resolvePath(path: string, directory: string): string {
  return isAbsolutePath(path) ? normalize(path) : join(directory, path);
}
