import { dirname } from 'pathe';
import type { Contribution } from './contribution.ts';
import { readEnvFiles } from './env-files.ts';
import { type Environment, environmentOf, type Variable } from './environment.ts';
import { type LoadSession, resolvePath } from './load-session.ts';
import type { Model, ModelRequest, Sections } from './model.ts';
import { absolutePath, isRemoteFile } from './paths.ts';
import type { Value } from './project.ts';
import { child, itemsOf, sameValue, stringOf } from './value.ts';

export interface IncludeTask {
  readonly session: LoadSession;
  /** The value of `include`. */
  readonly include: Value;
  /** The entries of the document that includes; what is included is added to them. */
  readonly own: Sections;
  readonly request: ModelRequest;
  readonly load: (session: LoadSession, request: ModelRequest) => Model;
}

/**
 * Loads what a document includes and adds it to the document's own entries. Each include is a model of its own: relative
 * paths count from its project directory, and its variables come from the project's environment, then from its own env files.
 */
export function applyIncludes({ session, include, own, request, load }: IncludeTask): void {
  for (const item of itemsOf(include)) {
    const paths = texts(item.kind === 'mapping' ? child(item, 'path') : item);
    const [main] = paths;
    if (!main) continue;
    const remote = paths.find(({ text }) => isRemoteFile(text));
    if (remote) {
      session.report(
        'remote-resource',
        `"${remote.text}" is not on this machine; what it defines is not known here.`,
        remote.value.location,
      );
      continue;
    }
    const files = paths.map(({ text }) => resolvePath(absolutePath(text, request.base), request.base.directory));
    const [mainFile = ''] = files;
    if (request.including.includes(mainFile)) {
      const circle = [...request.including.slice(request.including.indexOf(mainFile)), mainFile].join(' → ');
      session.report(
        'include-cycle',
        `These files include each other: ${circle}. Remove one include.`,
        main.value.location,
      );
      continue;
    }
    const folder = stringOf(child(item, 'project_directory'));
    const directory = folder
      ? resolvePath(absolutePath(folder, request.base), request.base.directory)
      : dirname(mainFile);
    const environment = includedEnvironment(session, item, directory, request);
    const model = load(session, {
      files,
      role: () => 'include',
      from: main.value.location,
      base: { directory, home: request.base.home },
      environment,
      including: [...request.including, mainFile],
    });
    importModel(session, model, own);
  }
}

function includedEnvironment(session: LoadSession, item: Value, directory: string, request: ModelRequest): Environment {
  const given = texts(child(item, 'env_file'));
  const standard = `${directory}/.env`;
  const files = given
    .filter(({ text }) => text !== '/dev/null')
    .map(({ text, value }) => ({
      file: resolvePath(absolutePath(text, request.base), request.base.directory),
      from: value.location,
    }));
  if (given.length === 0 && session.isFile(standard)) files.push({ file: standard, from: item.location });
  const variables = new Map<string, Variable>();
  for (const name of request.environment.names()) {
    const value = request.environment.value(name);
    if (value !== undefined) variables.set(name, { value, origin: request.environment.origin(name) });
  }
  for (const [name, variable] of readEnvFiles(session, files, request.environment))
    if (!variables.has(name)) variables.set(name, variable);
  return environmentOf(variables, directory);
}

function texts(value: Value | undefined): readonly { readonly text: string; readonly value: Value }[] {
  const items = value?.kind === 'sequence' ? value.items : value ? [value] : [];
  return items.flatMap((item) => {
    const text = stringOf(item);
    return text === undefined || text === '' ? [] : [{ text, value: item }];
  });
}

/** Adds what an include brings; what the including file defines as well must be the same. */
function importModel(session: LoadSession, included: Model, own: Sections): void {
  for (const [section, entries] of included.sections) {
    const target = own.get(section) ?? new Map<string, Contribution>();
    own.set(section, target);
    for (const [name, entry] of entries) {
      const local = target.get(name);
      if (!local) {
        target.set(name, entry);
        continue;
      }
      if (sameValue(local.value, entry.value)) continue;
      const what = section.slice(0, -1);
      const location = local.definitions[0]?.key ?? local.value.location;
      const related = entry.definitions[0] && [
        { message: 'defined in the included file', location: entry.definitions[0].key },
      ];
      session.problems.push({
        rule: 'include-conflict',
        severity: 'error',
        message: `An included file defines the ${what} "${name}" too, with other content. Rename one, or change it through an override file in the include.`,
        location,
        ...(related && { related }),
      });
    }
  }
}
