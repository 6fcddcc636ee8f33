import { mkdirSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectFile } from '../../core/project/project.ts';
import type { Container } from '../../core/stack/container.ts';
import { previousConfiguration } from '../../core/stack/previous-configuration.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import { openRecordFolder } from '../state/record-folder.ts';
import { openTextStore } from '../state/text-store.ts';
import { writeFileAtomically } from '../write-file.ts';
import type { IdentifiedVolume } from './volume-identity.ts';

/** A project and its stack at one moment: what is needed to have them again, data apart. */
export interface StackPoint {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** How many points of the project were to be kept then; undefined in points of early versions. */
  readonly keep?: number | undefined;
  /** What was about to happen. */
  readonly why: 'restart' | 'go-back' | 'restore';
  readonly project: { readonly name: string; readonly directory: string };
  /** The engine's label. */
  readonly engine: string;
  /** Services that were about to be touched. */
  readonly services: readonly string[];
  readonly files: readonly PointFile[];
  /** Undefined outside of a repository. */
  readonly git?: { readonly commit: string; readonly changed: readonly string[] } | undefined;
  /** All of the project's, with details. */
  readonly containers: readonly Container[];
  readonly images: readonly PointImage[];
  /** Those that the containers had attached. */
  readonly volumes: readonly IdentifiedVolume[];
}

export interface PointFile {
  /** Absolute. */
  readonly path: string;
  readonly role: ProjectFile['role'];
  /** Of its text; null: it was absent. */
  readonly hash: string | null;
}

export interface PointImage {
  readonly service: string;
  readonly id: string;
  /** The name that it ran under. */
  readonly reference: string;
  /** A name of its own that keeps it; undefined when the engine did not have the image any more. */
  readonly kept?: string | undefined;
}

/** The restore points of one project, newest first. */
export interface StackPoints {
  list(): readonly StackPoint[];
  read(id: string): StackPoint | undefined;
  /** Keeps a point with its files' texts; on return all is on the disk. */
  add(point: StackPoint, texts: Iterable<string>): void;
  /** The text of a file; undefined when it was absent, or is no longer kept. */
  text(file: PointFile): string | undefined;
  /**
   * Writes the Compose file that makes the point's services again. Undefined: nothing ran.
   *
   * @throws EngineError
   */
  document(point: StackPoint, engine: Engine): Promise<string | undefined>;
  /** Drops all but the newest points, and the image names that only these kept. A name in use stays. */
  prune(options: {
    readonly keep: number;
    readonly engine: Engine;
    readonly spare?: string | undefined;
  }): Promise<void>;
}

/** @param folder see `restartFolder` */
export function openStackPoints(folder: string): StackPoints {
  const records = openRecordFolder(join(folder, 'points'));
  const texts = openTextStore(join(folder, 'texts'));
  const read = (id: string) => asPoint(/^[\w.-]+$/.test(id) ? records.read(id) : undefined);
  const list = () =>
    records
      .names()
      .reverse()
      .flatMap((name) => read(name) ?? []);
  return {
    list,
    read,
    add(point, contents) {
      for (const text of contents) texts.put(text);
      records.write(point.id, point);
    },
    text: ({ hash }) => (hash === null ? undefined : texts.get(hash)),
    async document(point, engine) {
      const services = await Promise.all(
        point.images.map(async ({ service, id, reference, kept }) => {
          // Under its own name the image says what it is; only when that name has moved on, the kept one is used.
          const isSame = reference !== '' && (await engine.image(reference))?.id === id;
          const image = isSame ? reference : (kept ?? id);
          return { service, containers: containersOfService(point, service), image, reference: reference || image };
        }),
      );
      const text = previousConfiguration(services);
      if (text === undefined) return undefined;
      const file = join(folder, 'documents', `${point.id}.json`);
      mkdirSync(join(folder, 'documents'), { recursive: true, mode: 0o700 });
      writeFileAtomically(file, text, { mode: 0o600 });
      return file;
    },
    async prune({ keep, engine, spare }) {
      const all = list();
      const kept = all.filter(({ id }, index) => index < keep || id === spare);
      const dropped = all.filter((point) => !kept.includes(point));
      const needed = new Set(kept.flatMap(({ images }) => images.map((image) => image.kept)));
      for (const point of dropped) {
        for (const { kept: name } of point.images) {
          if (name !== undefined && !needed.has(name)) await untagQuietly(engine, name);
        }
        records.remove(point.id);
        dropFile(join(folder, 'documents', `${point.id}.json`));
      }
      dropTexts(texts.folder, new Set(kept.flatMap(({ files }) => files.map((file) => file.hash))));
    },
  };
}

/** The containers that a point has of a service, by their numbers. */
export function containersOfService(point: StackPoint, service: string): readonly Container[] {
  return point.containers
    .filter(({ compose }) => compose?.service === service && !compose.oneOff)
    .sort((a, b) => (a.compose?.number ?? 0) - (b.compose?.number ?? 0));
}

function asPoint(record: unknown): StackPoint | undefined {
  const point = record as Partial<StackPoint> | undefined;
  return typeof point?.id === 'string' && Array.isArray(point.containers) && Array.isArray(point.files)
    ? (point as StackPoint)
    : undefined;
}

async function untagQuietly(engine: Engine, name: string): Promise<void> {
  try {
    await engine.untag(name);
  } catch (error) {
    // Left for the next time: a name too many does no harm.
    if (!(error instanceof EngineError)) throw error;
  }
}

/** Texts that no point needs; fresh ones may belong to a point that is being written. */
function dropTexts(folder: string, needed: ReadonlySet<string | null>): void {
  for (const prefix of namesIn(folder)) {
    for (const name of namesIn(join(folder, prefix))) {
      const file = join(folder, prefix, name);
      if (!needed.has(name) && Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) > 3600_000)
        dropFile(file);
    }
  }
}

function dropFile(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
