import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { EngineEndpoint, TlsFiles } from './endpoint.ts';

export interface FoundEngines {
  /** What the docker command would use; undefined when nothing at all was found. */
  readonly current: EngineEndpoint | undefined;
  /** All ways that are configured or have a socket, the current one first, each host once. */
  readonly endpoints: readonly EngineEndpoint[];
}

export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home?: string | undefined;
  readonly platform?: NodeJS.Platform | undefined;
  /** Names of the named pipes that are there, on Windows; undefined: the machine is asked. */
  readonly pipes?: readonly string[] | undefined;
}

/**
 * Finds engines as the docker command does (DOCKER_HOST, DOCKER_CONTEXT, the current context, the default socket), then
 * the sockets of rootless, desktop and Podman engines. Nothing is asked over the network, and nothing here throws.
 */
export function findEngines(surroundings: Surroundings): FoundEngines {
  const { environment, platform = process.platform } = surroundings;
  const home = surroundings.home ?? environment.HOME ?? environment.USERPROFILE ?? homedir();
  const folder = environment.DOCKER_CONFIG || join(home, '.docker');
  const defaultHost = platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';

  const fromEnvironment = environmentEndpoint(environment, home);
  const contexts = readContexts(folder);
  const byDefault: EngineEndpoint = {
    id: 'context:default',
    label: 'default Docker engine',
    host: defaultHost,
    context: 'default',
  };
  const chosenContext = environment.DOCKER_CONTEXT || currentContext(folder);
  const chosen = contexts.find((endpoint) => endpoint.context === chosenContext);
  const sockets =
    platform === 'win32' ? windowsPipes(surroundings.pipes ?? names('//./pipe/')) : localSockets(environment, home);

  const ordered = [fromEnvironment, chosen, byDefault, ...contexts, ...sockets, podmanEnvironment(environment)].filter(
    (endpoint) => endpoint !== undefined,
  );
  const seen = new Set<string>();
  const endpoints = ordered.filter((endpoint) => {
    const repeated = seen.has(endpoint.host);
    seen.add(endpoint.host);
    return !repeated;
  });
  return { current: fromEnvironment ?? chosen ?? usable(byDefault, endpoints), endpoints };
}

/** Without any choice of the user's the default socket is taken, or the first other one that is there. */
function usable(byDefault: EngineEndpoint, endpoints: readonly EngineEndpoint[]): EngineEndpoint {
  if (socketExists(byDefault.host)) return byDefault;
  return endpoints.find((endpoint) => endpoint.host.startsWith('unix://') && socketExists(endpoint.host)) ?? byDefault;
}

function socketExists(host: string): boolean {
  return existsSync(host.replace(/^(?:unix|npipe):\/\//, ''));
}

function environmentEndpoint(environment: Surroundings['environment'], home: string): EngineEndpoint | undefined {
  const host = environment.DOCKER_HOST;
  if (!host) return undefined;
  const verify = environment.DOCKER_TLS_VERIFY ? environment.DOCKER_TLS_VERIFY !== '0' : false;
  const encrypted = verify || Boolean(environment.DOCKER_TLS);
  const files = encrypted ? pemFiles(environment.DOCKER_CERT_PATH || join(home, '.docker')) : undefined;
  return {
    id: 'environment',
    label: 'DOCKER_HOST',
    host,
    tls: encrypted ? { ...files, skipVerify: !verify } : undefined,
  };
}

function podmanEnvironment(environment: Surroundings['environment']): EngineEndpoint | undefined {
  const host = environment.CONTAINER_HOST;
  return host ? { id: 'container-host', label: 'CONTAINER_HOST (Podman)', host } : undefined;
}

function readContexts(folder: string): EngineEndpoint[] {
  const root = join(folder, 'contexts', 'meta');
  const found: EngineEndpoint[] = [];
  for (const id of names(root)) {
    const meta = readJson(join(root, id, 'meta.json'));
    const docker = (meta?.Endpoints as Record<string, unknown> | undefined)?.docker as
      | { Host?: unknown; SkipTLSVerify?: unknown }
      | undefined;
    if (typeof meta?.Name !== 'string' || typeof docker?.Host !== 'string' || docker.Host === '') continue;
    const tls = pemFiles(join(folder, 'contexts', 'tls', id, 'docker'));
    const skipVerify = docker.SkipTLSVerify === true;
    found.push({
      id: `context:${meta.Name}`,
      label: `docker context "${meta.Name}"`,
      host: docker.Host,
      context: meta.Name,
      tls: tls || skipVerify ? { ...tls, skipVerify } : undefined,
    });
  }
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function currentContext(folder: string): string | undefined {
  const name = readJson(join(folder, 'config.json'))?.currentContext;
  return typeof name === 'string' ? name : undefined;
}

function localSockets(environment: Surroundings['environment'], home: string): EngineEndpoint[] {
  const runtime = environment.XDG_RUNTIME_DIR;
  const candidates: readonly (readonly [label: string, path: string | undefined])[] = [
    ['rootless Docker', runtime && join(runtime, 'docker.sock')],
    ['Docker Desktop', join(home, '.docker/run/docker.sock')],
    ['Docker Desktop', join(home, '.docker/desktop/docker.sock')],
    ['Colima', join(home, '.colima/default/docker.sock')],
    ['OrbStack', join(home, '.orbstack/run/docker.sock')],
    ['Rancher Desktop', join(home, '.rd/docker.sock')],
    ['rootless Podman', runtime && join(runtime, 'podman/podman.sock')],
    ['Podman machine', join(home, '.local/share/containers/podman/machine/podman.sock')],
    ['Podman', '/run/podman/podman.sock'],
  ];
  return candidates.flatMap(([label, path]) =>
    path && existsSync(path) ? [{ id: `unix:${path}`, label, host: `unix://${path}` }] : [],
  );
}

function windowsPipes(pipes: readonly string[]): EngineEndpoint[] {
  const wanted = pipes.filter((name) => /^(?:docker_engine|dockerDesktopLinuxEngine|podman-machine-.*)$/.test(name));
  return wanted.map((name) => ({ id: `npipe:${name}`, label: name, host: `npipe:////./pipe/${name}` }));
}

function pemFiles(folder: string): Omit<TlsFiles, 'skipVerify'> | undefined {
  const file = (name: string) => (existsSync(join(folder, name)) ? join(folder, name) : undefined);
  const files = { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') };
  return files.ca || files.cert || files.key ? files : undefined;
}

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readJson(file: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
