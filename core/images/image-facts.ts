import { brokerImages } from './brokers.ts';
import { databaseImages } from './databases.ts';
import type { DataPath, ImageFamily, VersionedData } from './image-family.ts';
import { type ImageReference, parseImageReference, tagVersion } from './image-reference.ts';
import { searchImages } from './search-engines.ts';
import { serverImages } from './servers.ts';
import { storageImages } from './storage.ts';
import { toolImages } from './tools.ts';

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
