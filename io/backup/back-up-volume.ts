import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { type DumpTool, dumpToolOf, readCounts } from '../../core/backup/dump-tools.ts';
import type {
  Backup,
  BackupData,
  BackupLevel,
  BackupManifest,
  BackupSource,
  CountRange,
} from '../../core/backup/manifest.ts';
import { covers, dataPaths } from '../../core/images/data-paths.ts';
import type { Container } from '../../core/stack/container.ts';
import { executeToEnd } from '../engine/execute.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { BackupError } from './backup-error.ts';
import { backupId, openCatalogue } from './catalogue.ts';
import { type WriteDataOptions, type WrittenData, writeData } from './data-file.ts';
import type { Encryption } from './encryption.ts';
import { readTarMembers } from './tar-members.ts';
import { openVolume } from './volume-access.ts';
import { isAtWork, stopUsers, usersOf } from './volume-users.ts';

export interface BackupRequest {
  readonly storage: EngineStorage;
  /** Its name on the engine. */
  readonly volume: string;
  /** Where the backup goes. */
  readonly folder: string;
  /** See `stoppedFolder`. */
  readonly stoppedFolder: string;
  /** `best`: a dump where the server can write one, otherwise a copy without stopping anything. */
  readonly level: BackupLevel | 'best';
  readonly encryption?: Encryption | undefined;
  /** Where the data goes; undefined: into a file of the folder. */
  readonly write?: WriteData | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: BackupEvent) => void) | undefined;
}

/** Takes a stream to where it is kept. `confirm` says that all of it came, or throws; to be asked before it is kept. */
export type WriteData = (
  options: WriteDataOptions & { readonly confirm?: (() => Promise<void>) | undefined },
) => Promise<WrittenData>;

export type BackupEvent =
  | { readonly kind: 'stage'; readonly text: string }
  /** Bytes before compression. */
  | { readonly kind: 'progress'; readonly bytes: number };

/** Milliseconds: a dump may wait for locks, a count must not keep anybody waiting. */
const limits = { dumpSilence: 15 * 60_000, count: 60_000 };

/**
 * Makes a backup of a volume. Its data is written first and its manifest last, so that one that was interrupted at any moment
 * is never listed. Containers that had to be stopped run again whatever happens.
 *
 * @throws BackupError, EngineError, EncryptionError; nothing is left of the backup then
 */
export async function backUpVolume(request: BackupRequest): Promise<Backup> {
  const manifest = await takeBackup(request);
  request.signal?.throwIfAborted();
  return openCatalogue(request.folder).add(manifest);
}

/** As `backUpVolume`, without writing down that there is one. */
export async function takeBackup(request: BackupRequest): Promise<BackupManifest> {
  const { storage, volume, folder, signal } = request;
  const details = await storage.volume(volume, { signal });
  if (details === undefined) throw new BackupError('no-volume', `The engine has no volume "${volume}".`);
  const at = new Date();
  const id = backupId(volume, at, randomBytes(4).toString('hex'));
  const users = await usersOf(storage.engine, volume, { signal });
  const plan = await choose(request, users);
  const taken = await explainFullDisk(folder, () =>
    plan.tool === undefined ? copyFiles(request, id, plan.level) : dump(request, { id, ...plan, tool: plan.tool }),
  );
  return {
    format: 1,
    id,
    volume,
    engine: storage.engine.endpoint.host,
    at: at.toISOString(),
    volumeSettings: { driver: details.driver, options: details.options, labels: details.labels },
    source: await sourceOf(storage, volume, plan.container ?? users[0], signal),
    ...taken,
  };
}

interface Plan {
  readonly level: BackupLevel;
  /** With the container that it runs in; undefined: files are copied. */
  readonly tool?: DumpTool | undefined;
  readonly container?: Container | undefined;
}

async function choose({ storage, volume, level, signal }: BackupRequest, users: readonly Container[]): Promise<Plan> {
  const busy = users.filter(isAtWork);
  if (level === 'live' || level === 'stopped') return { level };
  for (const container of busy.filter(({ state }) => state === 'running')) {
    const { config } = await storage.engine.inspect(container.id, { signal });
    const tool = dumpToolOf(config.image);
    const target = container.mounts.find((mount) => mount.name === volume)?.target;
    if (tool !== undefined && target !== undefined && holdsData(config, target)) {
      return { level: 'logical', tool, container };
    }
  }
  if (level === 'best') return { level: busy.length === 0 ? 'stopped' : 'live' };
  throw new BackupError(
    'no-dump-tool',
    busy.length === 0
      ? `No container that uses "${volume}" runs, so no database can write a dump. Take a stopped copy instead.`
      : `"${volume}" holds no data of a database that Holdfast knows how to dump. Take a stopped copy instead.`,
  );
}

/** Whether a mount is the one with the data: images have others for logs and settings. */
function holdsData(
  config: { image: string; environment: readonly string[]; command: readonly string[] | null },
  target: string,
): boolean {
  const environment = new Map(
    config.environment.map((word) => [word.split('=', 1)[0] ?? '', word.slice(word.indexOf('=') + 1)]),
  );
  const paths = dataPaths({ image: config.image, environment, command: config.command ?? [] });
  return paths.some((data) => !data.replaceable && (covers(target, data.path) || covers(data.path, target)));
}

type Taken = { readonly level: BackupLevel; readonly data: BackupData; readonly counts?: CountRange | undefined };

async function copyFiles(request: BackupRequest, id: string, level: BackupLevel): Promise<Taken> {
  const { storage, volume, folder, encryption, signal, onEvent } = request;
  const stopped =
    level === 'stopped' ? await stopUsers(storage, volume, { folder: request.stoppedFolder, signal }) : undefined;
  try {
    const names = stopped?.containers.map(({ name }) => name).join(', ');
    onEvent?.({ kind: 'stage', text: names ? `Copying; stopped for the time: ${names}` : 'Copying' });
    const access = await openVolume(storage, { volume, signal });
    try {
      const members = readTarMembers();
      const written = await (request.write ?? writeData)({
        source: await access.read({ signal }),
        through: members.through,
        folder,
        name: `${id}.tar.${process.pid}`,
        encryption,
        signal,
        onProgress: (bytes) => onEvent?.({ kind: 'progress', bytes }),
      });
      const list = members.list();
      const disturbed = level === 'stopped' && (await usersOf(storage.engine, volume, { signal })).some(isAtWork);
      // Somebody started one of them in the middle: then it is no better than a live copy.
      return { level: disturbed ? 'live' : level, data: { ...written, kind: 'tar', members: list } };
    } finally {
      await access.close();
    }
  } finally {
    const failed = await stopped?.startAgain();
    if (failed?.length) onEvent?.({ kind: 'stage', text: `Could not be started again: ${failed.join(', ')}` });
  }
}

async function dump(
  request: BackupRequest,
  { id, tool, container }: Plan & { readonly id: string; readonly tool: DumpTool },
): Promise<Taken> {
  const { storage, folder, encryption, signal, onEvent } = request;
  const target = container?.id ?? '';
  const environment = await secretsFromCommand(storage, target, signal);
  const before = await count(storage, target, { tool, environment, signal });
  onEvent?.({ kind: 'stage', text: `${tool.title} writes a dump` });
  const { stdout, finished } = await storage.execute(target, {
    command: ['sh', '-c', tool.dump],
    environment,
    signal,
    silence: limits.dumpSilence,
  });
  const ending = keepEnd();
  const confirm = async () => {
    const { code, stderr } = await finished;
    const end = ending.text();
    if (code === 0 && end !== '' && (tool.end === undefined || tool.end.test(end))) return;
    const said = stderr.trim().split('\n').at(-1) || (code === 0 ? 'the dump ends in the middle' : `code ${code}`);
    throw new BackupError(
      'dump-failed',
      `The dump of ${container?.name} failed: ${said}. A stopped copy (--level stopped) needs nothing of the database.`,
    );
  };
  const written = await (request.write ?? writeData)({
    source: stdout,
    through: ending.through,
    folder,
    name: `${id}.dump.${process.pid}`,
    encryption,
    signal,
    confirm,
    onProgress: (bytes) => onEvent?.({ kind: 'progress', bytes }),
  });
  try {
    await confirm();
  } catch (error) {
    rmSync(join(folder, written.file), { force: true });
    throw error;
  }
  const after = await count(storage, target, { tool, environment, signal });
  return {
    level: 'logical',
    data: { ...written, kind: tool.tool },
    ...(before && after && { counts: { before, after } }),
  };
}

/** Counts rows; undefined when it takes too long or cannot be done, which is no reason to go without a backup. */
async function count(
  storage: EngineStorage,
  container: string,
  options: {
    readonly tool: DumpTool;
    readonly environment: readonly string[];
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Readonly<Record<string, number>> | undefined> {
  const { tool, environment, signal } = options;
  const limited = AbortSignal.any([AbortSignal.timeout(limits.count), ...(signal ? [signal] : [])]);
  try {
    const { code, stdout } = await executeToEnd(
      storage.execute(container, {
        command: ['sh', '-c', tool.count],
        environment,
        signal: limited,
        silence: limits.count,
      }),
    );
    return code === 0 ? readCounts(stdout) : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

/** Redis is often given its password as an option, which a program beside it cannot see. */
async function secretsFromCommand(storage: EngineStorage, id: string, signal: AbortSignal | undefined) {
  const { config } = await storage.engine.inspect(id, { signal });
  const words = [...(config.entrypoint ?? []), ...(config.command ?? [])].flatMap((word) => word.split(/\s+/));
  const password = words[words.indexOf('--requirepass') + 1];
  return words.includes('--requirepass') && password ? [`REDIS_PASSWORD=${password}`] : [];
}

async function sourceOf(
  storage: EngineStorage,
  volume: string,
  container: Container | undefined,
  signal: AbortSignal | undefined,
): Promise<BackupSource | undefined> {
  if (container === undefined) return undefined;
  const { config, imageId } = await storage.engine.inspect(container.id, { signal });
  const tool = dumpToolOf(config.image);
  const names = tool?.names ?? [];
  const environment = config.environment
    .map((word): [string, string] => [word.split('=', 1)[0] ?? '', word.slice(word.indexOf('=') + 1)])
    .filter(([name]) => names.includes(name));
  return {
    container: container.name,
    image: config.image,
    imageId,
    target: container.mounts.find((mount) => mount.name === volume)?.target ?? '',
    project: container.compose?.project,
    service: container.compose?.service,
    environment: Object.fromEntries(environment),
    ...(tool?.command && config.command && { command: tool.command(config.command) }),
  };
}

function keepEnd(): { readonly through: Transform; text(): string } {
  let end: Buffer = Buffer.alloc(0);
  const through = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      end = Buffer.concat([end, chunk.subarray(-4096)]).subarray(-4096);
      done(null, chunk);
    },
  });
  return { through, text: () => end.toString('utf8') };
}

async function explainFullDisk<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    const message = `The disk of ${folder} is full; nothing of the backup was kept. Choose another folder, or free some space.`;
    throw new BackupError('disk-full', message, { cause: error });
  }
}
