import type { Project } from '../../core/project/project.ts';
import type { ComposeAbility } from '../../core/stack/preflight/check.ts';
import { dockerEnvironment, type EngineEndpoint } from '../engine/endpoint.ts';
import { type ProcessResult, runProcess } from '../process.ts';

/** A Compose that was found on this machine. */
export interface ComposeProgram {
  readonly command: string;
  /** What comes before Compose's own arguments. */
  readonly prefix: readonly string[];
  readonly version: string;
  /** Which arguments it takes: those of Compose since version 2, of docker-compose 1, or of podman-compose. */
  readonly dialect: 'v2' | 'v1' | 'podman-compose';
}

const candidates: readonly (Pick<ComposeProgram, 'command' | 'prefix'> & { readonly ask: readonly string[] })[] = [
  { command: 'docker', prefix: ['compose'], ask: ['version', '--short'] },
  { command: 'docker-compose', prefix: [], ask: ['version', '--short'] },
  // podman-compose, which podman may call, knows no --short before 1.1.
  { command: 'podman', prefix: ['compose'], ask: ['version'] },
  { command: 'podman-compose', prefix: [], ask: ['version'] },
];

/**
 * The first Compose that answers: the docker plugin, the stand-alone program, what podman calls, or podman-compose.
 * Undefined: there is none.
 */
export async function findCompose(options: {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
}): Promise<ComposeProgram | undefined> {
  for (const { command, prefix, ask } of candidates) {
    const result = await runProcess({
      command,
      args: [...prefix, ...ask],
      environment: options.environment,
      timeLimit: 15_000,
      signal: options.signal,
    }).catch(() => undefined);
    // Some write around the number which program they call.
    const version = /(?<!\d)\d+\.\d+\.\d+\S*/.exec(result?.stdout ?? '')?.[0];
    if (result?.code !== 0 || version === undefined) continue;
    return { command, prefix, version, dialect: dialectOf({ command, version, said: result.stdout + result.stderr }) };
  }
  return undefined;
}

function dialectOf(found: { command: string; version: string; said: string }): ComposeProgram['dialect'] {
  if (Number(found.version.split('.')[0]) >= 2) return 'v2';
  return found.command === 'docker-compose' || /docker-compose/.test(found.said) ? 'v1' : 'podman-compose';
}

/** What it can do for a plan, for the checks. */
export function abilityOf({ command, prefix, version, dialect }: ComposeProgram): ComposeAbility {
  const title = `${[command, ...prefix].join(' ')} ${version}`;
  if (dialect === 'v2') return { title, replacesOne: true, limits: [] };
  if (dialect === 'v1') {
    const limits = ['it is no longer maintained, reads a single .env file, and knows no keys newer than 2021.'];
    return { title, replacesOne: true, limits };
  }
  return { title, replacesOne: false, limits: ['it can start and restart services, not replace one of them.'] };
}

export type ComposeAction = 'build' | 'pull' | 'restart' | 'start' | 'recreate';

/**
 * The arguments for one service. There is no action that removes: no `down`, no `-v`, no `--remove-orphans`, no `rm`.
 *
 * @throws Error when this Compose could only do it by taking other services down
 */
export function composeArguments(program: ComposeProgram, action: ComposeAction, service: string): readonly string[] {
  const { dialect } = program;
  if (action === 'build' || action === 'pull') return [action, service];
  if (action === 'restart') return dialect === 'v2' ? ['restart', '--no-deps', service] : ['restart', service];
  if (action === 'recreate' && dialect === 'podman-compose') {
    throw new Error('podman-compose takes all services down to replace one; that is not done here.');
  }
  const pull = dialect === 'v2' ? ['--pull', 'never'] : [];
  const always = action === 'recreate' ? ['--force-recreate'] : [];
  return ['up', '--detach', '--no-deps', '--no-build', ...pull, ...always, service];
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
  /** Called with the process's number once it runs. */
  readonly onStart?: ((pid: number) => void) | undefined;
}

/** Calls Compose for a project. It gets no standard input, so that no question of it can be answered by accident. */
export function runCompose(call: ComposeCall): Promise<ProcessResult> {
  const { compose, endpoint, project, files, args, timeLimit, signal, onLine, onStart } = call;
  const allEnvFiles = project.files.filter((file) => file.role === 'env' && file.exists);
  // Version 1 takes one; podman-compose none, and reads the .env beside the file.
  const taken = { v2: allEnvFiles.length, v1: 1, 'podman-compose': 0 }[compose.dialect];
  const envFiles = taken === 0 ? [] : allEnvFiles.slice(-taken);
  return runProcess({
    command: compose.command,
    args: [
      ...compose.prefix,
      '--project-name',
      project.name,
      ...(compose.dialect === 'podman-compose' ? [] : ['--project-directory', project.directory]),
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
    onStart,
  });
}
