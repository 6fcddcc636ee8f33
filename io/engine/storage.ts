import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { readEngineImage } from '../../core/stack/engine-image.ts';
import { readVolume, readVolumeSizes } from '../../core/stack/read-engine.ts';
import { asList, asObject, inPath } from './answers.ts';
import type { CallOptions } from './call-options.ts';
import { call, openDocker } from './connect-engine.ts';
import type { Engine } from './engine.ts';
import { EngineError, engineError } from './engine-error.ts';
import { type Execution, type ExecutionRequest, execute } from './execute.ts';
import { watchedStream } from './watched-stream.ts';

/** A volume with what is needed to make it again. */
export interface VolumeDetails {
  readonly name: string;
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** A container that Holdfast makes for itself: to reach a volume, to hold it, or to try a backup out. */
export interface OwnContainer {
  readonly name?: string | undefined;
  /** An image that is there; nothing is ever pulled. */
  readonly image: string;
  readonly mounts: readonly VolumeMount[];
  readonly labels: Readonly<Record<string, string>>;
  /** Undefined: one that cannot be run, for containers that are never started. */
  readonly run?:
    | {
        readonly entrypoint?: readonly string[] | undefined;
        readonly command?: readonly string[] | undefined;
        readonly environment?: readonly string[] | undefined;
        readonly user?: string | undefined;
      }
    | undefined;
}

export interface VolumeMount {
  readonly volume: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** What an engine does with volumes, files and programs, beyond what `Engine` lists. Failures are EngineErrors. */
export interface EngineStorage {
  readonly engine: Engine;
  volume(name: string, options?: CallOptions): Promise<VolumeDetails | undefined>;
  /** @throws EngineError `conflict` when there is one of that name */
  createVolume(volume: VolumeDetails, options?: CallOptions): Promise<void>;
  removeVolume(name: string, options?: CallOptions): Promise<void>;
  /** Bytes by volume. The engine walks its disk for this, so it is never asked on a timer. -1: it does not know. */
  volumeSizes(options?: CallOptions): Promise<ReadonlyMap<string, number>>;
  /** Ids of the images that are there, with the paths that each declares as volumes. */
  images(options?: CallOptions): Promise<readonly { readonly id: string; readonly size: number }[]>;
  /** Makes a container without a network, and does not start it. */
  createContainer(container: OwnContainer, options?: CallOptions): Promise<string>;
  /**
   * Ends and removes a container; one that is gone is as good. Its volumes stay; `withAnonymous` takes those that nobody
   * named, for containers that were given none of a user's.
   */
  removeContainer(id: string, options?: CallOptions & { readonly withAnonymous?: boolean }): Promise<void>;
  /** Makes an image of a stopped container with all that is inside it, named `repository:tag`. */
  commit(id: string, name: string, options?: CallOptions): Promise<void>;
  /** The exit code of a container, once it has ended. */
  wait(id: string, options: CallOptions & { readonly limit: number }): Promise<number>;
  /** A folder or file of a container as a tar. The stream fails when nothing comes for two minutes. */
  readArchive(id: string, path: string, options?: CallOptions): Promise<Readable>;
  /** Unpacks a tar into a folder of a container. Resolves when the engine has read all of it. */
  writeArchive(id: string, path: string, tar: Readable, options?: CallOptions): Promise<void>;
  /** Runs a program in a running container. */
  execute(id: string, request: ExecutionRequest): Promise<Execution>;
}

/** Milliseconds. Making a container may copy an image's files; removing one waits for its end. */
const limits = { ask: 30_000, make: 60_000, remove: 120_000, sizes: 10 * 60_000, write: 12 * 3600_000 };
const silence = 120_000;

/** Opens the calls about storage of an engine that has answered. */
export async function openStorage(engine: Engine): Promise<EngineStorage> {
  const { endpoint } = engine;
  const docker = await openDocker(endpoint, engine.version.api);
  const run = <T>(limit: number, options: CallOptions | undefined, request: (signal: AbortSignal) => Promise<T>) =>
    call({ endpoint, options, limit }, request);

  return {
    engine,
    async volume(name, options) {
      const found = await unlessMissing(
        run(limits.ask, options, (abortSignal) => docker.getVolume(inPath(name)).inspect({ abortSignal })),
      );
      if (found === undefined) return undefined;
      const { driver, options: driverOptions = {}, labels } = readVolume(asObject(found));
      return { name, driver, options: driverOptions, labels };
    },
    async createVolume({ name, driver, options: driverOptions, labels }, options) {
      const there = await unlessMissing(
        run(limits.ask, options, (abortSignal) => docker.getVolume(inPath(name)).inspect({ abortSignal })),
      );
      if (there) throw new EngineError('conflict', `There is a volume ${name} already.`, 409);
      const request = { Name: name, Driver: driver, DriverOpts: { ...driverOptions }, Labels: { ...labels } };
      await run(limits.make, options, (abortSignal) =>
        docker.createVolume({ ...request, abortSignal } as Docker.VolumeCreateOptions),
      );
    },
    async removeVolume(name, options) {
      await unlessMissing(
        run(limits.remove, options, (abortSignal) => docker.getVolume(inPath(name)).remove({ abortSignal })),
      );
    },
    async volumeSizes(options) {
      const usage = asObject(
        await run(limits.sizes, options, (abortSignal) =>
          (docker as unknown as { df(options: object): Promise<unknown> }).df({
            type: 'volume',
            verbose: true,
            abortSignal,
          }),
        ),
      ) as { Volumes?: unknown; VolumeUsage?: { Items?: unknown } };
      return readVolumeSizes(asList(usage.VolumeUsage?.Items ?? usage.Volumes ?? []));
    },
    async images(options) {
      const found = await run(limits.ask, options, (abortSignal) =>
        docker.listImages({ abortSignal } as Docker.ListImagesOptions),
      );
      return asList(found).map(readEngineImage);
    },
    async createContainer(container, options) {
      const made = await run(limits.make, options, (abortSignal) =>
        docker.createContainer({ ...creation(container), abortSignal } as Docker.ContainerCreateOptions),
      );
      return made.id;
    },
    async removeContainer(id, options) {
      await unlessMissing(
        run(limits.remove, options, (abortSignal) =>
          docker.getContainer(id).remove({ force: true, v: options?.withAnonymous === true, abortSignal }),
        ),
      );
    },
    async commit(id, name, options) {
      const [repo, tag] = [name.slice(0, name.lastIndexOf(':')), name.slice(name.lastIndexOf(':') + 1)];
      await run(limits.sizes, options, (abortSignal) =>
        docker.getContainer(id).commit({ repo, tag, abortSignal } as object),
      );
    },
    async wait(id, { limit, ...options }) {
      const { StatusCode } = (await run(limit, options, (abortSignal) =>
        docker.getContainer(id).wait({ abortSignal }),
      )) as { StatusCode: number };
      return StatusCode;
    },
    async readArchive(id, path, options) {
      const arriving = docker.getContainer(id).getArchive({ path });
      const stream = await run(limits.make, options, () => arriving).catch((error: unknown) => {
        // Nobody waits for it any more, and as long as it stays open the engine does not let the container go.
        arriving.then((late) => (late as unknown as Readable).destroy()).catch(() => {});
        throw error;
      });
      return watchedStream(stream as unknown as Readable, {
        silence,
        signal: options?.signal,
        subject: endpoint.label,
      });
    },
    async writeArchive(id, path, tar, options) {
      try {
        await run(limits.write, options, (abortSignal) =>
          docker.getContainer(id).putArchive(tar, { path, abortSignal } as { path: string }),
        );
      } catch (error) {
        tar.destroy();
        throw error;
      }
    },
    execute: (id, request) =>
      execute({ docker, id, request, endpoint }).catch((error: unknown) => {
        throw engineError(error, endpoint.label);
      }),
  };
}

function creation({ name, image, mounts, labels, run }: OwnContainer) {
  return {
    ...(name !== undefined && { name }),
    Image: image,
    Labels: { ...labels },
    Entrypoint: run === undefined ? ['none'] : run.entrypoint,
    Cmd: run === undefined ? [] : run.command,
    Env: run?.environment,
    User: run?.user,
    // Podman wants a word there even for what is never started; an empty health check list means the image's own.
    Healthcheck: run === undefined ? { Test: ['NONE'] } : undefined,
    HostConfig: {
      NetworkMode: 'none',
      RestartPolicy: { Name: 'no' },
      Mounts: mounts.map(({ volume, target, readOnly }) => ({
        Type: 'volume',
        Source: volume,
        Target: target,
        ReadOnly: readOnly,
        // An empty volume would get the files that the image has at that path.
        VolumeOptions: { NoCopy: true },
      })),
    },
  };
}

async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof EngineError && error.reason === 'not-found') return undefined;
    throw error;
  }
}
