import type { Container } from '../stack/container.ts';
import { roleLabel } from '../stack/own-containers.ts';
import type { EngineSnapshot, EngineVolume } from '../stack/snapshot.ts';
import { bytesInWords } from '../text/bytes-in-words.ts';
import type { Backup } from './manifest.ts';

/** A volume with all that matters before somebody lets it go. */
export interface VolumeFacts {
  readonly name: string;
  readonly volume: EngineVolume;
  /** Bytes; undefined: not asked for, or the engine does not know. */
  readonly size?: number | undefined;
  /** Containers that mount it, stopped ones too, without Holdfast's own. */
  readonly users: readonly VolumeUser[];
  /** The project and the name by which a Compose file knows it. */
  readonly project?: string | undefined;
  readonly key?: string | undefined;
  readonly locked: boolean;
  readonly lastBackup?: Backup | undefined;
  readonly backups: number;
  /** Made by Holdfast: restored from a backup, or what a volume held before. */
  readonly madeBy?: 'restore' | 'swap' | undefined;
  /** ISO 8601: since when nothing uses it, as far as it is known; undefined: it is in use, or nobody saw the end. */
  readonly unusedSince?: string | undefined;
}

export interface VolumeUser {
  readonly container: string;
  readonly running: boolean;
  readonly image: string;
  readonly project?: string | undefined;
  readonly service?: string | undefined;
  readonly target: string;
}

export interface InventoryInput {
  readonly snapshot: EngineSnapshot;
  readonly backups: readonly Backup[];
  /** By volume, see `EngineStorage.volumeSizes`. */
  readonly sizes?: ReadonlyMap<string, number> | undefined;
  /** When each unused volume was first seen unused, ISO 8601. */
  readonly unusedSince?: ReadonlyMap<string, string> | undefined;
}

/** Every volume of an engine, those in use first, then by name. */
export function takeInventory({ snapshot, backups, sizes, unusedSince }: InventoryInput): readonly VolumeFacts[] {
  const users = new Map<string, VolumeUser[]>();
  const locked = new Set<string>();
  for (const container of snapshot.containers.values()) {
    for (const mount of container.mounts) {
      if (mount.type !== 'volume' || mount.name === undefined) continue;
      const role = container.labels[roleLabel];
      if (role === 'lock') locked.add(mount.name);
      if (role !== undefined) continue;
      const list = users.get(mount.name) ?? [];
      list.push(userOf(container, mount.target));
      users.set(mount.name, list);
    }
  }
  const byVolume = new Map<string, Backup[]>();
  for (const backup of backups) {
    byVolume.set(backup.volume, [...(byVolume.get(backup.volume) ?? []), backup]);
  }
  return [...snapshot.volumes.values()]
    .map((volume): VolumeFacts => {
      const own = byVolume.get(volume.name) ?? [];
      const size = sizes?.get(volume.name) ?? -1;
      const usedBy = users.get(volume.name) ?? [];
      return {
        name: volume.name,
        volume,
        size: size < 0 ? undefined : size,
        users: usedBy,
        project: volume.labels['com.docker.compose.project'],
        key: volume.labels['com.docker.compose.volume'],
        locked: locked.has(volume.name),
        lastBackup: own.reduce<Backup | undefined>((last, it) => (last && last.at > it.at ? last : it), undefined),
        backups: own.length,
        madeBy: madeBy(volume),
        unusedSince: usedBy.length > 0 ? undefined : unusedSince?.get(volume.name),
      };
    })
    .sort((a, b) => Math.sign(b.users.length) - Math.sign(a.users.length) || (a.name < b.name ? -1 : 1));
}

/** Volumes that nothing uses, the largest first: what a clean-up may offer. */
export function unusedVolumes(inventory: readonly VolumeFacts[]): readonly VolumeFacts[] {
  return inventory
    .filter(({ users, locked }) => users.length === 0 && !locked)
    .sort((a, b) => (b.size ?? 0) - (a.size ?? 0) || (a.name < b.name ? -1 : 1));
}

/** What speaks against letting an unused volume go, as sentences; none: nothing is known against it. */
export function reasonsToKeep(facts: VolumeFacts): readonly string[] {
  const reasons: string[] = [];
  if (facts.project !== undefined) {
    reasons.push(`It belongs to the Compose project ${facts.project}, which gets it back with the next "up".`);
  }
  if (facts.madeBy === 'swap') reasons.push('It holds what a volume had before a restore.');
  if (facts.madeBy === 'restore') reasons.push('It was restored from a backup, and has not taken its place yet.');
  if (facts.lastBackup === undefined) reasons.push('It has no backup.');
  else if (facts.lastBackup.verified === undefined) reasons.push('Its backup was never tried out.');
  else if (!facts.lastBackup.verified.passed) reasons.push('Its last backup failed when it was tried out.');
  return reasons;
}

export function sizeInWords(bytes: number | undefined): string {
  return bytes === undefined ? 'size not known' : bytesInWords(bytes);
}

/** `3 hours ago`, from a moment to another one, both ISO 8601 or milliseconds. */
export function ageInWords(from: string | number, now: string | number): string {
  const seconds = Math.max(0, (toMilliseconds(now) - toMilliseconds(from)) / 1000);
  for (const [unit, length] of [
    ['year', 365 * 86_400],
    ['month', 30 * 86_400],
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
  ] as const) {
    const count = Math.floor(seconds / length);
    if (count > 0) return `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  }
  return 'just now';
}

function toMilliseconds(moment: string | number): number {
  return typeof moment === 'number' ? moment : Date.parse(moment);
}

function userOf(container: Container, target: string): VolumeUser {
  const { name, state, image, compose } = container;
  return {
    container: name,
    running: state === 'running' || state === 'paused' || state === 'restarting',
    image,
    project: compose?.project,
    service: compose?.service,
    target,
  };
}

function madeBy({ labels }: EngineVolume): VolumeFacts['madeBy'] {
  if ('dev.holdfast.restored-from' in labels) return 'restore';
  return 'dev.holdfast.content-of' in labels ? 'swap' : undefined;
}
