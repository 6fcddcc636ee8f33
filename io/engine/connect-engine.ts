import { readFileSync } from 'node:fs';
import { Agent as HttpsAgent } from 'node:https';
import type Docker from 'dockerode';
import {
  readContainer,
  readDetails,
  readImage,
  readInspectedState,
  readMounts,
  readNetwork,
  readVolume,
} from '../../core/stack/read-engine.ts';
import { withPodmanFacts } from '../../core/stack/read-podman.ts';
import type { EngineVersion } from '../../core/stack/snapshot.ts';
import { asList, asObject, asText, boundAnswers, inPath } from './answers.ts';
import { negotiate } from './api-version.ts';
import type { CallOptions } from './call-options.ts';
import { type EngineEndpoint, parseHost } from './endpoint.ts';
import type { Engine, EngineInfo } from './engine.ts';
import { EngineError, engineError } from './engine-error.ts';
import { imageCalls } from './image-calls.ts';
import { readLogLines } from './log-lines.ts';
import { lookCalls } from './look-calls.ts';
import { podmanFacts, podmanHealth } from './podman.ts';
import { readEvents } from './read-events.ts';
import { sshAgent } from './ssh-agent.ts';
import { askSwarm } from './swarm.ts';
import { withTimeLimit } from './time-limit.ts';

/** Limits in milliseconds. Listing may be slow on a loaded engine; stopping waits for the container's own grace period. */
const usualLimits = { connect: 10_000, list: 30_000, inspect: 15_000, logs: 30_000, act: 120_000 };

export type EngineLimits = typeof usualLimits;

export interface ConnectOptions extends CallOptions {
  /** Milliseconds that calls of each kind may take; what is left out is as usual. */
  readonly limits?: Partial<EngineLimits> | undefined;
}

/**
 * Connects to an engine: asks for its version and agrees on an API version with it.
 *
 * @throws EngineError with the reason why it cannot be used
 */
export async function connectEngine(endpoint: EngineEndpoint, options: ConnectOptions = {}): Promise<Engine> {
  const limits = { ...usualLimits, ...options.limits };
  const plain = await openDocker(endpoint, undefined);
  const version = await call({ endpoint, options, limit: limits.connect }, (signal) =>
    cancellable(plain).version({ abortSignal: signal }),
  );
  const agreed = negotiate(asObject(version), endpoint.label);
  const docker = await openDocker(endpoint, agreed.api);
  const podman = agreed.product === 'podman' ? await openDocker(endpoint, libpodApi) : undefined;
  return makeEngine({ endpoint, version: agreed, docker, podman, limits });
}

/** The version of Podman's own API that is spoken; every Podman from 4.0 on answers it. */
const libpodApi = '4.0.0';

/** The library's client for an endpoint, speaking an API version (undefined: whatever the engine speaks). */
export async function openDocker(endpoint: EngineEndpoint, api: string | undefined): Promise<Docker> {
  // The library is heavy and most command line calls never need an engine, so it is loaded when it is used.
  const { default: Dockerode } = await import('dockerode');
  const address = parseHost(endpoint.host);
  // Each field is named, also the undefined ones: the library fills absent ones from DOCKER_HOST, which is another engine.
  const blank = {
    socketPath: undefined,
    host: undefined,
    port: undefined,
    protocol: 'http',
    ca: undefined,
    cert: undefined,
    key: undefined,
    username: undefined,
    timeout: undefined,
    pathPrefix: '/',
    version: api === undefined ? undefined : `v${api}`,
  };
  const client = (options: object) => {
    const made = new Dockerode(options as Docker.DockerOptions);
    boundAnswers(made);
    return made;
  };
  try {
    if (address.kind === 'socket') return client({ ...blank, socketPath: address.path });
    if (address.kind === 'ssh') return client({ ...blank, host: 'engine', port: 80, agent: sshAgent(address) });
    const { tls } = endpoint;
    const pem = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file));
    const secured = (tls !== undefined || address.secure) && {
      protocol: 'https',
      ca: pem(tls?.ca),
      cert: pem(tls?.cert),
      key: pem(tls?.key),
      ...(tls?.skipVerify && { agent: new HttpsAgent({ rejectUnauthorized: false }) }),
    };
    return client({ ...blank, host: address.host, port: address.port, ...secured });
  } catch (error) {
    throw engineError(error, endpoint.label);
  }
}

/** The library takes a signal here, too; its types do not say so. */
function cancellable(docker: Docker) {
  return docker as unknown as Record<
    'version' | 'info' | 'ping',
    (options: { abortSignal: AbortSignal }) => Promise<unknown>
  >;
}

export interface CallContext {
  readonly endpoint: EngineEndpoint;
  readonly options: CallOptions | undefined;
  readonly limit: number;
}

/** One request under its caller's signal and a limit; whatever it throws becomes an EngineError. */
export async function call<T>({ endpoint, options, limit }: CallContext, request: (signal: AbortSignal) => Promise<T>) {
  try {
    return await withTimeLimit({ signal: options?.signal, limit, subject: endpoint.label }, request);
  } catch (error) {
    throw engineError(error, endpoint.label);
  }
}

interface Parts {
  readonly endpoint: EngineEndpoint;
  readonly version: EngineVersion;
  readonly docker: Docker;
  /** Speaks Podman's own API; undefined for other engines. */
  readonly podman: Docker | undefined;
  readonly limits: EngineLimits;
}

function makeEngine({ endpoint, version, docker, podman, limits }: Parts): Engine {
  const run = <T>(limit: number, options: CallOptions | undefined, request: (signal: AbortSignal) => Promise<T>) =>
    call({ endpoint, options, limit }, request);

  return {
    ...imageCalls(docker, run),
    ...lookCalls(docker, run),
    endpoint,
    version,
    async containers(options) {
      const filters = {
        ...(options?.ids && { id: [...options.ids] }),
        ...(options?.project !== undefined && { label: [`com.docker.compose.project=${options.project}`] }),
      };
      const [found, facts] = await Promise.all([
        run(limits.list, options, (abortSignal) => docker.listContainers({ all: true, filters, abortSignal })),
        podman === undefined ? undefined : run(limits.list, options, (signal) => podmanFacts(podman, filters, signal)),
      ]);
      const containers = asList(found).map(readContainer);
      return facts === undefined ? containers : containers.map((one) => withPodmanFacts(one, facts.get(one.id)));
    },
    async inspect(id, options) {
      const found = asObject(
        await run(limits.inspect, options, (abortSignal) => docker.getContainer(id).inspect({ abortSignal } as object)),
      );
      return {
        ...readDetails(found),
        state: readInspectedState(found),
        id: asText(found.Id),
        name: asText(found.Name).replace(/^\//, ''),
        imageId: asText(found.Image),
        mounts: readMounts(found),
      };
    },
    async volumes(options) {
      const found = await run(limits.list, options, (abortSignal) => docker.listVolumes({ abortSignal }));
      return asList(asObject(found).Volumes ?? []).map(readVolume);
    },
    async networks(options) {
      const found = await run(limits.list, options, (abortSignal) => docker.listNetworks({ abortSignal }));
      return asList(found).map(readNetwork);
    },
    async image(reference, options) {
      try {
        return readImage(
          await run(limits.inspect, options, (abortSignal) =>
            docker.getImage(inPath(reference)).inspect({ abortSignal } as object),
          ),
        );
      } catch (error) {
        if (error instanceof EngineError && error.reason === 'not-found') return undefined;
        throw error;
      }
    },
    async info(options) {
      return readInfo(
        asObject(await run(limits.list, options, (abortSignal) => cancellable(docker).info({ abortSignal }))),
      );
    },
    async ping(options) {
      await run(limits.connect, options, (abortSignal) => cancellable(docker).ping({ abortSignal }));
    },
    async plugins(options) {
      const found = await run(limits.list, options, (abortSignal) => docker.listPlugins({ abortSignal } as object));
      const plugins = asList(found) as readonly { readonly Name?: unknown; readonly Enabled?: unknown }[];
      return plugins.filter(({ Enabled }) => Enabled === true).map(({ Name }) => String(Name));
    },
    swarm: (options) => run(limits.list, options, (signal) => askSwarm(docker, signal)),
    ...(podman && {
      health: (options?: CallOptions) => run(limits.list, options, (signal) => podmanHealth(podman, signal)),
    }),
    events: (options) => readEvents({ docker, endpoint, connectLimit: limits.connect, ...options }),
    async logs(id, options) {
      const inspected = await run(limits.inspect, options, (abortSignal) =>
        docker.getContainer(id).inspect({ abortSignal } as object),
      );
      const buffer = await run(limits.logs, options, (abortSignal) =>
        docker.getContainer(id).logs({
          stdout: true,
          stderr: true,
          follow: false,
          tail: options.tail,
          ...(options.since === undefined ? {} : { since: Math.floor(Date.parse(options.since) / 1000) }),
          abortSignal,
        }),
      );
      return readLogLines(buffer as unknown, { framed: asObject(inspected.Config).Tty !== true });
    },
    async start(id, options) {
      await run(limits.act, options, (abortSignal) => docker.getContainer(id).start({ abortSignal })).catch(unlessSame);
    },
    async stop(id, options) {
      const grace = options?.grace === undefined ? {} : { t: options.grace };
      await run(limits.act, options, (abortSignal) => docker.getContainer(id).stop({ ...grace, abortSignal })).catch(
        unlessSame,
      );
    },
    async restart(id, options) {
      const grace = options?.grace === undefined ? {} : { t: options.grace };
      await run(limits.act, options, (abortSignal) => docker.getContainer(id).restart({ ...grace, abortSignal }));
    },
    async remove(id, options) {
      await run(limits.act, options, (abortSignal) =>
        docker.getContainer(id).remove({ v: false, force: false, abortSignal }),
      );
    },
    async tag(image, name, options) {
      const colon = name.lastIndexOf(':');
      const [repo, tag] =
        colon > name.lastIndexOf('/') ? [name.slice(0, colon), name.slice(colon + 1)] : [name, 'latest'];
      await run(limits.inspect, options, (abortSignal) =>
        docker.getImage(inPath(image)).tag({ repo, tag, abortSignal } as Docker.ImageTagOptions),
      );
    },
  };
}

/** Starting what runs and stopping what stands answers 304, which is as good as done. */
function unlessSame(error: unknown): void {
  if (!(error instanceof EngineError && error.status === 304)) throw error;
}

function readInfo(info: Readonly<Record<string, unknown>>): EngineInfo {
  const text = (name: string) => (typeof info[name] === 'string' ? (info[name] as string) : '');
  const list = (name: string) => (Array.isArray(info[name]) ? (info[name] as unknown[]).map(String) : []);
  const plugins = (kind: string) => {
    const named = (info.Plugins as Readonly<Record<string, unknown>> | null | undefined)?.[kind];
    return Array.isArray(named) ? named.map(String) : [];
  };
  return {
    operatingSystem: text('OperatingSystem'),
    rootDirectory: text('DockerRootDir'),
    memory: typeof info.MemTotal === 'number' ? info.MemTotal : 0,
    architecture: text('Architecture'),
    rootless: list('SecurityOptions').some((option) => option.includes('rootless')),
    swarmManager: (info.Swarm as { ControlAvailable?: unknown } | undefined)?.ControlAvailable === true,
    warnings: list('Warnings'),
    containersOf: text('OSType'),
    drivers: {
      ...{ volume: plugins('Volume'), network: plugins('Network'), log: plugins('Log') },
      runtimes: Object.keys((info.Runtimes as object | null | undefined) ?? {}),
    },
  };
}
