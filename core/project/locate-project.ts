import { dirname } from 'pathe';
import { readEnvFiles } from './env-files.ts';
import { fromProcess, type Variable } from './environment.ts';
import { filesOfVariable, findComposeFiles } from './find-files.ts';
import { type LoadSession, resolvePath } from './load-session.ts';
import type { ProjectRequest } from './project.ts';

/** Where a project is, before any of its Compose files is read. */
export interface ProjectPlace {
  /** The project directory. */
  readonly directory: string;
  readonly files: readonly string[];
  readonly variables: ReadonlyMap<string, Variable>;
}

/** Finds the files, and the variables that are known before any file is read (docker compose, ToProjectOptions). */
export function locateProject(session: LoadSession, request: ProjectRequest): ProjectPlace {
  const here = request.directory;
  const variables = fromProcess(request.environment ?? {});
  const folder = request.projectDirectory && resolvePath(request.projectDirectory, here);
  let files: readonly string[] = (request.files ?? []).map((file) => resolvePath(file, here));
  const directoryOf = (found: readonly string[]) => folder ?? (found[0] === undefined ? here : dirname(found[0]));

  const loaded = new Set<string>();
  const loadEnvFiles = (directory: string) => {
    const standard = resolvePath('.env', directory);
    const given =
      request.envFiles && request.envFiles.length > 0
        ? request.envFiles.map((file) => resolvePath(file, here))
        : undefined;
    const disabled = ['1', 't', 'true'].includes(
      (variables.get('COMPOSE_DISABLE_ENV_FILE')?.value ?? '').toLowerCase(),
    );
    const wanted = given ?? (disabled || !session.isFile(standard) ? [] : [standard]);
    if (!given && !disabled && wanted.length === 0)
      session.addFile({ file: standard, role: 'env', exists: false, readable: true });
    const key = wanted.join('\n');
    if (loaded.has(key)) return;
    loaded.add(key);
    const found = readEnvFiles(
      session,
      wanted.map((file) => ({ file })),
      { value: (name) => variables.get(name)?.value },
    );
    for (const [name, variable] of found) if (!variables.has(name)) variables.set(name, variable);
  };

  loadEnvFiles(directoryOf(files));
  if (files.length === 0) {
    const listed = variables.get('COMPOSE_FILE')?.value;
    files = listed
      ? filesOfVariable(listed, variables.get('COMPOSE_PATH_SEPARATOR')?.value, here)
      : findComposeFiles(session.view, folder ?? here);
    loadEnvFiles(directoryOf(files));
  }
  return { directory: directoryOf(files), files, variables };
}
