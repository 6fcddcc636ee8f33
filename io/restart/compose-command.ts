import type { Project } from '../../core/project/project.ts';
import { dockerEnvironment, type EngineEndpoint } from '../engine/endpoint.ts';
import { type ProcessResult, runProcess } from '../process.ts';

/** A Compose that was found on this machine. */
export interface ComposeProgram {
  readonly command: string;
  /** What comes before Compose's own arguments. */
  readonly prefix: readonly string[];
  readonly version: string;
}

const candidates: readonly Omit<ComposeProgram, 'version'>[] = [
  { command: 'docker', prefix: ['compose'] },
  { command: 'docker-compose', prefix: [] },
  { command: 'podman', prefix: ['compose'] },
];

/** The first Compose that answers: the docker plugin, the stand-alone program, or podman's. Undefined: there is none. */
export async function findCompose(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}): Promise<ComposeProgram | undefined> {
  for (const { command, prefix } of candidates) {
    const result = await runProcess({
      command,
      args: [...prefix, 'version', '--short'],
      environment: options.environment,
      timeLimit: 15_000,
      signal: options.signal,
    }).catch(() => undefined);
    if (result?.code === 0) return { command, prefix, version: result.stdout.trim() };
  }
  return undefined;
}

export interface ComposeCall {
  readonly compose: ComposeProgram;
  readonly endpoint: EngineEndpoint;
  readonly project: Project;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Used in place of the project's own files. */
  readonly files?: readonly string[] | undefined;
  readonly args: readonly string[];
  /** Milliseconds. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Calls Compose for a project. It gets no standard input, so that no question of it can be answered by accident. */
export function runCompose(call: ComposeCall): Promise<ProcessResult> {
  const { compose, endpoint, project, files, args, timeLimit, signal, onLine } = call;
  const envFiles = project.files.filter((file) => file.role === 'env' && file.exists);
  return runProcess({
    command: compose.command,
    args: [
      ...compose.prefix,
      '--project-name',
      project.name,
      '--project-directory',
      project.directory,
      ...envFiles.flatMap((file) => ['--env-file', file.file]),
      ...(files ?? project.composeFiles).flatMap((file) => ['--file', file]),
      ...args,
    ],
    cwd: project.directory,
    environment: {
      ...dockerEnvironment(endpoint, call.environment),
      // Whatever the user has set up for their own calls: nothing is removed, and nothing is asked or coloured here.
      COMPOSE_REMOVE_ORPHANS: 'false',
      COMPOSE_IGNORE_ORPHANS: 'true',
      COMPOSE_MENU: 'false',
      COMPOSE_ANSI: 'never',
      COMPOSE_PROGRESS: 'plain',
      COMPOSE_FILE: undefined,
      COMPOSE_PROJECT_NAME: undefined,
    },
    timeLimit,
    signal,
    onLine: onLine && ((line) => onLine(line)),
  });
}
