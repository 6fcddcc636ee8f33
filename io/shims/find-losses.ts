import { runProcess } from '../process.ts';
import type { Losses, LostVolume } from './question.ts';

export interface LossRequest {
  /** The real program and what is called: `/usr/bin/docker`, `docker`, `['compose', 'down', '-v']`. */
  readonly real: string;
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Rules that held the command. */
  readonly rules: readonly string[];
}

/** Milliseconds that the engine has for everything together. */
const patience = 4000;

/**
 * Asks the engine what of it a held command would take, through the very program and options that were called, so that
 * the answer is of the same engine and project. Reads only.
 *
 * @returns undefined when that can't be told, or not in time
 */
export async function findLosses(request: LossRequest): Promise<Losses | undefined> {
  const signal = AbortSignal.timeout(patience);
  try {
    const { rules } = request;
    if (rules.includes('compose-down-volumes')) return await ofProject(request, signal);
    if (rules.includes('compose-rm-volumes') || rules.includes('compose-renew-volumes'))
      return await ofServices(request, signal);
    if (rules.includes('container-rm-volumes')) return await ofContainers(request, signal);
    if (rules.includes('volume-rm')) return await ofNamed(request, signal);
    if (rules.includes('volume-prune') || rules.includes('system-prune-volumes'))
      return await ofUnused(request, signal);
  } catch {
    // The question is put without it.
  }
  return undefined;
}

async function ofProject(request: LossRequest, signal: AbortSignal): Promise<Losses | undefined> {
  const found = await readProject(request, ['down'], signal);
  if (found === undefined) return undefined;
  const { config, engine, containers } = found;
  const declared = Object.values(config.volumes ?? {}).flatMap((volume) =>
    volume?.external ? [] : (volume?.name ?? []),
  );
  const going = new Set([...declared, ...containers.flatMap(anonymousOf)]);
  return {
    project: config.name,
    volumes: engine.volumes.filter((volume) => going.has(volume.name)).map(shown),
    containers: containers.map(inWords),
    isComplete: request.name !== 'podman',
  };
}

/** `compose rm -v` and `compose up -V`: the anonymous volumes of the named services' containers, or of all. */
async function ofServices(request: LossRequest, signal: AbortSignal): Promise<Losses | undefined> {
  const found = await readProject(request, ['rm', 'remove', 'up', 'create'], signal);
  if (found === undefined) return undefined;
  const { engine, containers, operands } = found;
  const services = new Set(containers.map(({ service }) => service));
  const named = operands.filter((word) => services.has(word));
  const going = containers.filter(({ service }) => named.length === 0 || named.includes(service));
  return ofAnonymous(request, engine, going);
}

/** `docker rm -v NAMES`. */
async function ofContainers(request: LossRequest, signal: AbortSignal): Promise<Losses | undefined> {
  const { args } = request;
  const at = args.findIndex((word) => word === 'rm' || word === 'remove');
  if (at < 0) return undefined;
  const group = args[at - 1] === 'container' ? at - 1 : at;
  const engine = await readEngine(request, args.slice(0, group), signal);
  const named = args.slice(at + 1).filter((word) => !word.startsWith('-'));
  const going = engine.containers.filter(({ name, id }) =>
    named.some((word) => word === name || (word.length >= 4 && id.startsWith(word))),
  );
  // A name that the engine does not list may still be one: of another kind of list, or with a slash in front.
  return going.length < named.length ? undefined : ofAnonymous(request, engine, going);
}

function ofAnonymous(request: LossRequest, engine: Engine, containers: readonly FoundContainer[]): Losses {
  const going = new Set(containers.flatMap(anonymousOf));
  return {
    volumes: engine.volumes.filter((volume) => going.has(volume.name)).map(shown),
    containers: containers.map(inWords),
    isComplete: request.name !== 'podman',
  };
}

function anonymousOf({ mounts }: FoundContainer): readonly string[] {
  return mounts.filter((mount) => /^[0-9a-f]{64}$/.test(mount));
}

/** The project that a call of Compose is about, and its containers. `operands`: words behind the subcommand that are no options. */
async function readProject(request: LossRequest, subcommands: readonly string[], signal: AbortSignal) {
  const { name, args } = request;
  const compose = name === 'docker-compose' ? -1 : args.indexOf('compose');
  const at = args.findIndex((word, index) => index > compose && subcommands.includes(word));
  if (at < 0) return undefined;
  const [text, engine] = await Promise.all([
    run(request, [...args.slice(0, at), 'config', '--format', 'json'], signal),
    readEngine(request, args.slice(0, Math.max(compose, 0)), signal),
  ]);
  const config = JSON.parse(text) as ComposeConfig;
  if (config.name === undefined) return undefined;
  const containers = engine.containers.filter((container) => container.project === config.name);
  return { config, engine, containers, operands: args.slice(at + 1).filter((word) => !word.startsWith('-')) };
}

async function ofNamed(request: LossRequest, signal: AbortSignal): Promise<Losses | undefined> {
  const { args } = request;
  const at = args.indexOf('volume');
  const named = args.slice(at + 2).filter((word) => !word.startsWith('-'));
  const engine = await readEngine(request, args.slice(0, at), signal);
  const users = engine.containers.filter(({ mounts }) => mounts.some((mount) => named.includes(mount)));
  return {
    volumes: engine.volumes.filter((volume) => named.includes(volume.name)).map(shown),
    containers: users.map(inWords),
    isComplete: true,
  };
}

async function ofUnused(request: LossRequest, signal: AbortSignal): Promise<Losses | undefined> {
  const { args } = request;
  const at = args.findIndex((word) => word === 'volume' || word === 'system');
  const engine = await readEngine(request, args.slice(0, at), signal);
  const used = new Set(engine.containers.flatMap(({ mounts }) => mounts));
  return {
    volumes: engine.volumes.filter((volume) => !used.has(volume.name)).map(shown),
    containers: [],
    isComplete: true,
  };
}

interface ComposeConfig {
  readonly name?: string;
  readonly volumes?: Readonly<Record<string, { readonly name?: string; readonly external?: boolean } | null>>;
}

interface FoundContainer {
  readonly name: string;
  readonly state: string;
  readonly project: string;
  readonly service: string;
  readonly id: string;
  readonly mounts: readonly string[];
}

interface Engine {
  readonly containers: readonly FoundContainer[];
  readonly volumes: readonly LostVolume[];
}

/** @param globals options before the subcommand: which engine is meant */
async function readEngine(request: LossRequest, globals: readonly string[], signal: AbortSignal): Promise<Engine> {
  const podman = request.name === 'podman';
  const engine = { ...request, real: request.name === 'docker-compose' ? 'docker' : request.real };
  const format = podman
    ? '{{.Names}}\t{{.State}}\t{{index .Labels "com.docker.compose.project"}}\t\t{{index .Labels "com.docker.compose.service"}}\t{{.ID}}'
    : '{{.Names}}\t{{.State}}\t{{.Label "com.docker.compose.project"}}\t{{.Mounts}}\t{{.Label "com.docker.compose.service"}}\t{{.ID}}';
  const [listed, names, sizes] = await Promise.all([
    run(engine, [...globals, 'ps', '-a', '--no-trunc', '--format', format], signal),
    run(engine, [...globals, 'volume', 'ls', '--format', '{{.Name}}'], signal),
    podman ? new Map() : volumeSizes(engine, globals, signal),
  ]);
  const containers = lines(listed).map((line): FoundContainer => {
    const [name = '', state = '', project = '', mounts = '', service = '', id = ''] = line.split('\t');
    return { name, state, project, service, id, mounts: mounts.split(',').filter(Boolean) };
  });
  return { containers, volumes: lines(names).map((name) => ({ name, size: sizes.get(name) })) };
}

/** Measuring volumes can take an engine long; without it they are named without sizes. */
async function volumeSizes(request: LossRequest, globals: readonly string[], signal: AbortSignal) {
  const measured = AbortSignal.any([signal, AbortSignal.timeout(patience / 2)]);
  try {
    const text = await run(request, [...globals, 'system', 'df', '-v', '--format', '{{json .Volumes}}'], measured);
    const volumes = JSON.parse(text) as readonly { readonly Name: string; readonly Size: string }[];
    return new Map(volumes.map(({ Name, Size }) => [Name, Size]));
  } catch {
    return new Map<string, string>();
  }
}

async function run(request: LossRequest, args: readonly string[], signal: AbortSignal): Promise<string> {
  const { real, cwd, environment } = request;
  const result = await runProcess({ command: real, args, cwd, environment, signal, timeLimit: patience });
  if (result.code !== 0) throw new Error(result.stderr);
  return result.stdout;
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

function shown({ name, size }: LostVolume): LostVolume {
  return { name, ...(size !== undefined && { size }) };
}

function inWords({ name, state }: FoundContainer): string {
  return `${name} (${state})`;
}
