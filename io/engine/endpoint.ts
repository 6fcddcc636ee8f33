import { EngineError } from './engine-error.ts';

/** One way to reach an engine. */
export interface EngineEndpoint {
  /** Stable: `context:default`, `environment`, `unix:/run/podman/podman.sock`. */
  readonly id: string;
  /** For people: `docker context "desktop-linux"`. */
  readonly label: string;
  /** `unix:///…`, `npipe:////./pipe/…`, `tcp://host:port`, `ssh://user@host:port`. */
  readonly host: string;
  /** The context's name as `docker --context` takes it, when it is one. */
  readonly context?: string | undefined;
  readonly tls?: TlsFiles | undefined;
}

/** Absolute paths of PEM files; those that are not there are undefined. */
export interface TlsFiles {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly skipVerify: boolean;
}

export type Address =
  | { readonly kind: 'socket'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly path: string;
      /** True for `https://`, which is TLS even where no certificates are configured. */
      readonly secure: boolean;
    }
  | { readonly kind: 'ssh'; readonly destination: string; readonly port?: number | undefined; readonly path: string };

/**
 * Takes an endpoint's host apart, in the forms that DOCKER_HOST allows. A host without a scheme is tcp.
 *
 * @throws EngineError `bad-endpoint`
 */
export function parseHost(host: string): Address {
  const match = /^(?:([a-z]+):\/\/)?(.*)$/s.exec(host);
  const scheme = match?.[1] ?? 'tcp';
  const rest = match?.[2] ?? '';
  if (scheme === 'unix') return { kind: 'socket', path: rest || '/var/run/docker.sock' };
  if (scheme === 'npipe') return { kind: 'socket', path: (rest || '//./pipe/docker_engine').replaceAll('\\', '/') };
  const url = tryUrl(`${scheme}://${rest}`);
  if (url === undefined || url.hostname === '') {
    throw new EngineError('bad-endpoint', `"${host}" is no engine address; use unix://, npipe://, tcp:// or ssh://.`);
  }
  const path = url.pathname.replace(/\/$/, '');
  if (scheme === 'ssh') {
    const user = url.username === '' ? '' : `${decodeURIComponent(url.username)}@`;
    return { kind: 'ssh', destination: `${user}${url.hostname}`, port: url.port ? Number(url.port) : undefined, path };
  }
  if (scheme === 'tcp' || scheme === 'http' || scheme === 'https') {
    const port = url.port === '' ? (scheme === 'https' ? 2376 : 2375) : Number(url.port);
    return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port, path, secure: scheme === 'https' };
  }
  throw new EngineError(
    'bad-endpoint',
    `"${scheme}://" is no way to an engine; use unix://, npipe://, tcp:// or ssh://.`,
  );
}

/** True when the engine runs where its files, ports and processes can be looked at. */
export function isLocal(endpoint: EngineEndpoint): boolean {
  const match = /^(?:unix|npipe):\/\//.exec(endpoint.host);
  if (match !== null) return true;
  return /^(?:tcp|https?):\/\/(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::|\/|$)/.test(endpoint.host);
}

/** What a docker command needs in its environment to speak with this engine. */
export function dockerEnvironment(
  endpoint: EngineEndpoint,
  base: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  const environment: Record<string, string | undefined> = { ...base };
  // DOCKER_HOST wins over DOCKER_CONTEXT in the docker command, so only one of them may stand.
  delete environment.DOCKER_CONTEXT;
  delete environment.DOCKER_HOST;
  if (endpoint.tls === undefined) {
    delete environment.DOCKER_TLS_VERIFY;
    delete environment.DOCKER_CERT_PATH;
  }
  if (endpoint.context !== undefined && endpoint.context !== 'default') {
    environment.DOCKER_CONTEXT = endpoint.context;
    return environment;
  }
  environment.DOCKER_HOST = endpoint.host;
  return environment;
}

function tryUrl(text: string): URL | undefined {
  try {
    // Special schemes get host and port checked in full; the others are opaque to URL.
    return new URL(text.replace(/^(?:tcp|ssh):/, 'http:'));
  } catch {
    return undefined;
  }
}
