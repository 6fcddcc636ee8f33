import { isRecord } from '../text/record.ts';

/**
 * How far a backup can be trusted: `logical`: the database's own tool wrote it while it ran; `stopped`: a copy of the files
 * while nothing wrote to them; `live`: a copy of the files while a program was writing, which is like a power cut at best.
 */
export type BackupLevel = 'logical' | 'stopped' | 'live';

export const levelInWords: Readonly<Record<BackupLevel, string>> = {
  logical: 'dump by the database itself',
  stopped: 'copy while nothing wrote to it',
  live: 'copy while it was in use: like after a power cut at best',
};

/** What is written beside a backup's data, last of all: a backup without a manifest does not exist. */
export interface BackupManifest {
  readonly format: 1;
  /** Also the start of the names of its files: `20260102T030405Z-shop_db-data-1a2b`. */
  readonly id: string;
  /** The volume's name on the engine. */
  readonly volume: string;
  /** The address of the engine, as DOCKER_HOST takes it. */
  readonly engine: string;
  /** ISO 8601, UTC: when it was begun. What was written later is not in it. */
  readonly at: string;
  readonly level: BackupLevel;
  readonly data: BackupData;
  /** The volume's own settings, so that it can be made again. */
  readonly volumeSettings: VolumeSettings;
  /** The service whose data it is, as far as it is known. */
  readonly source?: BackupSource | undefined;
  /** What was counted in the database while it was dumped. */
  readonly counts?: CountRange | undefined;
}

export interface BackupData {
  /** Name of the file beside the manifest. */
  readonly file: string;
  /** `tar`: the volume's files; otherwise the family of the tool that wrote the dump, such as `postgres`. */
  readonly kind: string;
  /** Bytes on disk, and what they hash to. */
  readonly bytes: number;
  readonly sha256: string;
  /** Bytes before compression. */
  readonly contentBytes: number;
  readonly encrypted: boolean;
  /** For `tar`: the list of its members. */
  readonly members?: MemberList | undefined;
}

export interface MemberList {
  readonly count: number;
  /** SHA-256 of all members' lines, see `memberLine`. */
  readonly sha256: string;
}

export interface VolumeSettings {
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

export interface BackupSource {
  readonly container: string;
  readonly image: string;
  readonly imageId: string;
  /** Where the volume was mounted. */
  readonly target: string;
  readonly project?: string | undefined;
  readonly service?: string | undefined;
  /** Only variables that name things, never secrets. */
  readonly environment: Readonly<Record<string, string>>;
  /** What a trial server is started with, without passwords; undefined: the image's own command. */
  readonly command?: readonly string[] | undefined;
}

/** Rows (or keys, documents) by table, counted before and after the dump: what the dump holds lies between. */
export interface CountRange {
  readonly before: Readonly<Record<string, number>>;
  readonly after: Readonly<Record<string, number>>;
}

/** What came of trying a backup out. */
export interface Verification {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** `checksum`: the file is what was written; `restored`: it was put into a volume; `rehearsed`: a server ran on it, too. */
  readonly how: 'checksum' | 'restored' | 'rehearsed';
  readonly passed: boolean;
  /** One sentence for a person. */
  readonly detail: string;
}

/** A backup as the catalogue lists it. */
export interface Backup extends BackupManifest {
  /** The folder that it is in. */
  readonly folder: string;
  /** The newest one; undefined: it was never tried out. */
  readonly verified?: Verification | undefined;
}

/** Reads a manifest; undefined for anything that is none. */
export function readManifest(value: unknown): BackupManifest | undefined {
  const given = value as Partial<BackupManifest> | null | undefined;
  const data = given?.data;
  if (given?.format !== 1 || data === undefined || data === null) return undefined;
  const texts = [given.id, given.volume, given.engine, given.at, data.file, data.kind, data.sha256];
  if (texts.some((text) => typeof text !== 'string' || text === '')) return undefined;
  if (!['logical', 'stopped', 'live'].includes(given.level ?? '')) return undefined;
  // The file lies beside its manifest; a manifest that names another place was not written by Holdfast.
  if (/[/\\]/.test(data.file ?? '') || data.file?.startsWith('.')) return undefined;
  if (!isSize(data.bytes) || !isSize(data.contentBytes) || Number.isNaN(Date.parse(given.at ?? ''))) return undefined;
  const { volumeSettings, source, counts } = given;
  if (typeof volumeSettings?.driver !== 'string') return undefined;
  if (![volumeSettings.options, volumeSettings.labels].every(isTexts)) return undefined;
  if (data.members !== undefined && !(isSize(data.members?.count) && typeof data.members.sha256 === 'string'))
    return undefined;
  if (source !== undefined && !isSource(source)) return undefined;
  if (counts !== undefined && ![counts?.before, counts?.after].every(isSizes)) return undefined;
  return given as BackupManifest;
}

function isSource(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { container, image, imageId, target, project, service, environment, command } = value;
  const isText = (it: unknown) => typeof it === 'string';
  return (
    [container, image, imageId, target].every(isText) &&
    [project, service].every((it) => it === undefined || isText(it)) &&
    isTexts(environment) &&
    (command === undefined || (Array.isArray(command) && command.every(isText)))
  );
}

function isSize(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTexts(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every((item) => typeof item === 'string');
}

function isSizes(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isSize);
}

/** One member of a tar as one line; equal lines mean equal members, down to owner, mode, time and bytes. */
export function memberLine(member: Member): string {
  const { path, type, mode, uid, gid, mtime, size, link, device, attributes, sha256 } = member;
  return `${JSON.stringify([path, type, mode, uid, gid, mtime, size, link, device, attributes, sha256])}\n`;
}

export interface Member {
  readonly path: string;
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly size: number;
  readonly link: string;
  /** `major:minor` of a device; otherwise empty. */
  readonly device: string;
  /** Extended attributes, as `name=value` lines; empty when it has none. */
  readonly attributes: string;
  /** Of its bytes; empty when it has none. */
  readonly sha256: string;
}
