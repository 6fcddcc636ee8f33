import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import {
  compareCounts,
  countsInWords,
  type DumpTool,
  dumpToolByKind,
  dumpToolOf,
} from '../../core/backup/dump-tools.ts';
import type { Backup, Verification, VolumeSettings } from '../../core/backup/manifest.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import type { EngineStorage } from '../engine/storage.ts';
import type { BackupEvent } from './back-up-volume.ts';
import { BackupError } from './backup-error.ts';
import { openCatalogue } from './catalogue.ts';
import { checkData, readData } from './data-file.ts';
import type { Decryption } from './encryption.ts';
import { fillVolume, listVolume } from './fill-volume.ts';
import { startTrialServer, type TrialServer } from './trial-server.ts';
import { freeName, ownLabels } from './volume-access.ts';

export interface RestoreRequest {
  readonly storage: EngineStorage;
  readonly backup: Backup;
  /** The new volume's name; undefined: one that says where it came from. */
  readonly into?: string | undefined;
  readonly decryption?: Decryption | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: BackupEvent) => void) | undefined;
}

export interface Restored {
  readonly volume: string;
  readonly verification: Verification;
}

/** Milliseconds: loading a large dump says nothing for a long time. */
const loadSilence = 6 * 3600_000;

/**
 * Puts a backup into a new volume and proves that it is all there. Nothing that exists is touched: a backup that is damaged is
 * refused before anything is made, and a new volume that could not be filled is removed again.
 *
 * @throws BackupError, EngineError, EncryptionError
 */
export async function restoreIntoNew(request: RestoreRequest): Promise<Restored> {
  const { storage, backup, signal, onEvent } = request;
  onEvent?.({ kind: 'stage', text: 'Checking the backup' });
  const check = await checkData(backup, { signal });
  if (!check.whole) {
    const verification = made('checksum', false, check.reason);
    openCatalogue(backup.folder).verify(backup.id, verification);
    throw new BackupError('damaged', `The backup ${backup.id} is damaged and was not used. ${check.reason}`);
  }
  const volume =
    request.into ?? (await freeName(storage, `${backup.volume}-restored-${backup.id.slice(0, 16).toLowerCase()}`));
  if ((await storage.volume(volume, { signal })) !== undefined) {
    throw new BackupError(
      'volume-exists',
      `There is a volume "${volume}" already. Name another one, or remove it first.`,
    );
  }
  // Under its own name it becomes what it was, with Compose's labels; under another it says where it came from.
  const settings =
    volume === backup.volume
      ? backup.volumeSettings
      : { driver: 'local', options: {}, labels: { [ownLabels.restored]: backup.id } };
  await storage.createVolume({ name: volume, ...settings });
  try {
    await refuseWhatIsInUse(request, volume, settings);
    const detail = backup.data.kind === 'tar' ? await unpack(request, volume) : await load(request, volume);
    const verification = made(detail.ran ? 'rehearsed' : 'restored', true, detail.text);
    openCatalogue(backup.folder).verify(backup.id, verification);
    return { volume, verification };
  } catch (error) {
    // In need, a volume that differs a little is better than none. Any other is this call's own and only half-filled.
    const isWorthKeeping = error instanceof BackupError && error.reason === 'differs';
    if (!isWorthKeeping) await storage.removeVolume(volume).catch(() => {});
    if (error instanceof BackupError && error.reason !== 'volume-exists' && !signal?.aborted) {
      openCatalogue(backup.folder).verify(backup.id, made('restored', false, error.message));
    }
    throw error;
  }
}

/** A volume can be a name for a folder that was there before it; what is in that is somebody's. */
async function refuseWhatIsInUse(
  { storage, backup, signal }: RestoreRequest,
  volume: string,
  settings: VolumeSettings,
) {
  if (Object.keys(settings.options).length === 0) return;
  const { count } = await listVolume(storage, volume, { image: backup.source?.imageId, signal });
  // One member is the folder itself.
  if (count <= 1) return;
  const place = visibleText(settings.options.device ?? 'another place');
  throw new BackupError(
    'volume-exists',
    `The volume ${volume} is a name for ${place}, where there is something already. Restore into a volume of another name.`,
  );
}

/**
 * Tries a backup out: as a restore, and the new volume is removed again. What came of it is kept with the backup.
 *
 * @returns also a failure, as a verification that did not pass
 * @throws EngineError, EncryptionError; an abort
 */
export async function rehearse(request: Omit<RestoreRequest, 'into'>): Promise<Verification> {
  const { storage, backup } = request;
  const into = `holdfast-rehearsal-${backup.id.toLowerCase()}`;
  // One that a killed rehearsal left would be in the way, and is nobody's.
  const left = await storage.volume(into);
  if (left?.labels[ownLabels.restored] === backup.id) await storage.removeVolume(into);
  try {
    const { verification } = await restoreIntoNew({ ...request, into });
    return verification;
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    return made('restored', false, error.message);
  } finally {
    await storage.removeVolume(into).catch(() => {});
  }
}

interface Detail {
  readonly text: string;
  /** A server ran on it. */
  readonly ran: boolean;
}

async function unpack(request: RestoreRequest, volume: string): Promise<Detail> {
  const { storage, backup, decryption, signal, onEvent } = request;
  onEvent?.({ kind: 'stage', text: `Unpacking into ${volume}` });
  const members = await fillVolume(storage, volume, readData(backup, { decryption, signal }), {
    expected: backup.data.members,
    image: backup.source?.imageId,
    signal,
    onProgress: (bytes) => onEvent?.({ kind: 'progress', bytes }),
  });
  const text = `All ${members.count} files and folders are there, with the same bytes, owners, modes and times.`;
  const started = await startOn(request, volume);
  return started === undefined ? { text, ran: false } : { text: `${text} ${started}`, ran: true };
}

/** Starts the database whose files these are, and counts what it finds; undefined where that cannot be done. */
async function startOn(
  { storage, backup, signal, onEvent }: RestoreRequest,
  volume: string,
): Promise<string | undefined> {
  const { source } = backup;
  const tool = source && dumpToolOf(source.image);
  if (source === undefined || tool === undefined || source.target === '') return undefined;
  const image = await storage.engine.image(source.imageId, { signal });
  if (image === undefined) return undefined;
  onEvent?.({ kind: 'stage', text: `Starting ${tool.title} on it without a network` });
  const server = await startTrialServer(storage, { volume, source, tool, fresh: false, signal });
  try {
    return await compare(server, tool, backup);
  } finally {
    await server.close();
  }
}

async function load(request: RestoreRequest, volume: string): Promise<Detail> {
  const { storage, backup, decryption, signal, onEvent } = request;
  const tool = dumpToolByKind(backup.data.kind);
  if (tool === undefined || backup.source === undefined) {
    throw new BackupError('not-restorable', `This version of Holdfast cannot read a dump of "${backup.data.kind}".`);
  }
  const { source } = backup;
  const dump = () =>
    tarOfOne(
      tool.seed === undefined ? 'holdfast-dump' : `holdfast-volume/${tool.seed}`,
      readData(backup, { decryption, signal }),
      backup.data.contentBytes,
    );
  if (tool.seed !== undefined) {
    onEvent?.({ kind: 'stage', text: `Putting the dump into ${volume}` });
    await fillVolume(storage, volume, dump(), { image: source.imageId, signal, expected: undefined });
  }
  onEvent?.({ kind: 'stage', text: `Starting ${tool.title} without a network` });
  const server = await startTrialServer(storage, { volume, source, tool, fresh: true, signal });
  try {
    if (tool.seed === undefined) {
      onEvent?.({ kind: 'stage', text: 'Reading the dump' });
      await storage.writeArchive(server.id, '/tmp', dump(), { signal });
    }
    await server.run(tool.load, { silence: loadSilence });
    return { text: await compare(server, tool, backup), ran: true };
  } finally {
    await server.close();
  }
}

async function compare(server: TrialServer, tool: DumpTool, backup: Backup): Promise<string> {
  const found = await server.count();
  const complaints = backup.counts === undefined ? [] : compareCounts(backup.counts, found);
  if (complaints.length > 0) {
    throw new BackupError(
      'damaged',
      `${tool.title} read the backup, and not all is there. ${complaints.slice(0, 5).join(' ')}`,
    );
  }
  const what = `${tool.title} read it: ${countsInWords(found, tool.unit)}`;
  return backup.counts === undefined
    ? `${what}; they had not been counted before.`
    : `${what}, as many as were dumped.`;
}

/** A tar with one file, whose size is known beforehand, and the folder that it is in. */
function tarOfOne(path: string, content: Readable, size: number): Readable {
  const tar = pack();
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  if (folder !== '') tar.entry({ name: folder, type: 'directory', mode: 0o755 });
  const entry = tar.entry({ name: path, size, mode: 0o644 });
  pipeline(content, entry as unknown as NodeJS.WritableStream).then(
    () => tar.finalize(),
    (error: Error) => tar.destroy(error),
  );
  return Readable.from(tar as unknown as AsyncIterable<Buffer>);
}

function made(how: Verification['how'], passed: boolean, detail: string): Verification {
  return { at: new Date().toISOString(), how, passed, detail };
}
