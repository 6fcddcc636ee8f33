import { brokerImages } from './brokers.ts';
import { databaseImages } from './databases.ts';
import { type ImageReference, parseImageReference, tagVersion } from './image-reference.ts';
import { searchImages } from './search-engines.ts';
import { serverImages } from './servers.ts';
import { storageImages } from './storage.ts';
import { toolImages } from './tools.ts';

/** A folder in which an image keeps what must outlive its container. */
export interface DataPath {
  /** Absolute path in the container. */
  readonly path: string;
  /**
   * True when the image declares a VOLUME there: without a mount the data lands in an anonymous volume. Otherwise it lands
   * in the container's writable layer and is lost whenever the container is made anew.
   */
  readonly declared: boolean;
  /** Where a mount belongs when that isn't `path` itself: Postgres 18 wants the folder above its data. */
  readonly mountAt?: string | undefined;
  /** Environment variable by which a container moves the path. */
  readonly variable?: string | undefined;
  /** Command-line option by which a container moves the path: `--dbpath`. */
  readonly option?: string | undefined;
  /** True for what can be had again (models, caches, plugins): losing it costs time and no data. */
  readonly replaceable?: boolean | undefined;
}

/** What is known of a family of images. */
export interface ImageFamily {
  /** Stable name: `postgres`. */
  readonly family: string;
  /** How people call it: `PostgreSQL`. */
  readonly title: string;
  readonly role:
    | 'database'
    | 'cache'
    | 'queue'
    | 'search'
    | 'storage'
    | 'application'
    | 'proxy'
    | 'monitoring'
    | 'tool';
  /** Repositories, without `library/`; a name without a registry is taken on any registry (mirrors). */
  readonly repositories: readonly string[];
  readonly data?: readonly DataPath[] | undefined;
  /** Data paths of other versions: the first entry whose test holds replaces `data`. */
  readonly versions?: readonly VersionedData[] | undefined;
  /** Ports that the image's server listens on, its main one first. */
  readonly ports?: readonly number[] | undefined;
  /** Programs people put in health checks that the image does not hold; `variants` tell the tags they are about. */
  readonly missing?: readonly MissingPrograms[] | undefined;
  /** True when the image itself has a HEALTHCHECK. */
  readonly ownHealthcheck?: boolean | undefined;
  /** A health check that works with the image's own programs, as `healthcheck.test`. */
  readonly healthcheck?: readonly string[] | undefined;
  /** User and group ids that exist in the image beyond root, by name. */
  readonly groups?: Readonly<Record<string, number>> | undefined;
  /** True when another major version does not read the data of this one. */
  readonly majorBound?: boolean | undefined;
  /** True when people commonly run it as a cache whose content may be lost. */
  readonly oftenCache?: boolean | undefined;
}

export interface VersionedData {
  /** First version it holds for, as numbers. */
  readonly from?: readonly number[] | undefined;
  /** First version that it no longer holds for. */
  readonly before?: readonly number[] | undefined;
  readonly data: readonly DataPath[];
}

export interface MissingPrograms {
  readonly programs: readonly string[];
  /** Tags it is true for; undefined: all. */
  readonly tag?: RegExp | undefined;
  /** Tags it is not true for. */
  readonly except?: RegExp | undefined;
}

/** What is known of one image reference. */
export interface ImageFacts extends ImageFamily {
  readonly reference: ImageReference;
  /** Leading numbers of the tag; empty when it has none (`latest`). */
  readonly version: readonly number[];
  /** The data paths of this very version. */
  readonly data: readonly DataPath[];
  /** Programs that this very image lacks. */
  readonly missingPrograms: ReadonlySet<string>;
}

const families: readonly ImageFamily[] = [
  ...databaseImages,
  ...searchImages,
  ...brokerImages,
  ...storageImages,
  ...serverImages,
  ...toolImages,
];

const byRepository = new Map(families.flatMap((family) => family.repositories.map((name) => [name, family] as const)));

/** Every family that Holdfast knows, for completion and documentation. */
export const imageFamilies: readonly ImageFamily[] = families;

/**
 * What is known of an image, by its name and tag alone; undefined for an image that isn't known. An engine that has the
 * image knows better (`Config.Volumes`); ask it first where there is one.
 */
export function imageFacts(image: string): ImageFacts | undefined {
  if (remembered.has(image)) return remembered.get(image);
  const facts = findFacts(image);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(image, facts);
  return facts;
}

/** Rules ask about the same images again and again while somebody types. */
const remembered = new Map<string, ImageFacts | undefined>();
const mostRemembered = 1000;

function findFacts(image: string): ImageFacts | undefined {
  const reference = parseImageReference(image);
  if (reference === undefined) return undefined;
  const family = findFamily(reference);
  if (family === undefined) return undefined;
  const version = tagVersion(reference.tag);
  const versioned = family.versions?.find((entry) => holdsFor(entry, version));
  return {
    ...family,
    reference,
    version,
    data: versioned?.data ?? family.data ?? [],
    missingPrograms: missingPrograms(family, reference.tag ?? 'latest'),
  };
}

function findFamily({ registry, repository }: ImageReference): ImageFamily | undefined {
  const full = registry === undefined ? repository : `${registry}/${repository}`;
  const exact = byRepository.get(full) ?? byRepository.get(repository);
  if (exact !== undefined) return exact;
  // Mirrors put the name behind a prefix of their own: public.ecr.aws/docker/library/postgres.
  const tail = /(?:^|\/)library\/(.+)$/.exec(repository)?.[1];
  return tail === undefined ? undefined : byRepository.get(tail);
}

/** An unknown version (`latest`, no tag) counts as the newest. */
function holdsFor({ from, before }: VersionedData, version: readonly number[]): boolean {
  if (version.length === 0) return before === undefined;
  return (
    (from === undefined || compareVersions(version, from) >= 0) &&
    (before === undefined || compareVersions(version, before) < 0)
  );
}

function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < b.length; index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function missingPrograms(family: ImageFamily, tag: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { programs, tag: only, except } of family.missing ?? []) {
    if ((only?.test(tag) ?? true) && !(except?.test(tag) ?? false)) for (const program of programs) found.add(program);
  }
  return found;
}
