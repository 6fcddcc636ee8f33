import { cleanPath, covers, dataPaths } from '../images/data-paths.ts';
import { imageFacts } from '../images/image-facts.ts';
import type { DataPath } from '../images/image-family.ts';
import type { Mount, Service } from '../project/project.ts';
import type { Location } from '../text/source.ts';
import type { Change } from './change.ts';
import { nameOf } from './compare-mounts.ts';
import type { ServicePair } from './service-pair.ts';

/** Options by which programs of any image are told where their data is. */
const dataOptions = ['--dbpath', '--datadir', '--data-dir', '--data-path', '--storage.tsdb.path', '--storage.path'];

/**
 * How a service finds other data although its mounts are the same: its settings or its command name another folder, or a
 * tmpfs was laid over the folder.
 */
export function compareDataPaths(pair: ServicePair): Change[] {
  const { before, after } = pair;
  const paths = [...knownPaths(before, after), ...optionPaths(before, after)];
  const moved = paths.filter((path) => !isSamePlace(pair, path)).map((path) => movedTo(pair, path));
  const hidden = paths.flatMap(({ to }) => hiddenBy(pair, to));
  return [...moved, ...hidden];
}

/** A folder of data on both sides. */
interface PathPair {
  readonly from: string;
  readonly to: string;
  /** Where the new path is written. */
  readonly setAt: Location | undefined;
  /** Where the old path was written. */
  readonly wasSetAt: Location | undefined;
}

/** The data folders that are known of the image; another program keeps other data, which compare-image.ts tells. */
function knownPaths(before: Service, after: Service): PathPair[] {
  const [old, now] = [before.image?.value, after.image?.value];
  if (old === undefined || now === undefined || imageFacts(old)?.family !== imageFacts(now)?.family) return [];
  const [from, to] = [pathsOf(before, old), pathsOf(after, old)];
  return from.flatMap((data, index) => {
    const other = to[index];
    if (other === undefined || data.replaceable) return [];
    return { from: data.path, to: other.path, setAt: settingOf(after, data), wasSetAt: settingOf(before, data) };
  });
}

/** Where a service keeps its data when it runs an image, by its settings and its command. */
export function pathsOf(service: Service, image: string): readonly DataPath[] {
  const environment = new Map([...service.environment].map(([name, { value }]) => [name, value]));
  return dataPaths({ image, environment, command: wordsOf(service) });
}

/** The mount, on both sides, in which a database may no longer write to its data: databases don't start on such. */
export function sealedData({ before, after }: ServicePair): { readonly from: Mount; readonly to: Mount } | undefined {
  const image = after.image?.value;
  const facts = image === undefined ? undefined : imageFacts(image);
  if (image === undefined || facts?.role !== 'database' || facts.oftenCache) return undefined;
  for (const { path, replaceable } of pathsOf(after, image)) {
    const [from, to] = [mountOver(before, path), mountOver(after, path)];
    if (from && to?.readOnly && !from.readOnly && !replaceable) return { from, to };
  }
  return undefined;
}

function wordsOf({ entrypoint, command }: Service): readonly string[] {
  return [...(entrypoint?.value ?? []), ...(command?.value ?? [])];
}

function settingOf(service: Service, { variable, option }: DataPath): Location | undefined {
  const set = variable === undefined ? undefined : service.environment.get(variable);
  if (set?.value) return set.location;
  return option === undefined ? undefined : (service.command ?? service.entrypoint)?.location;
}

/** Folders that the command names, for images of which nothing is known. */
function optionPaths(before: Service, after: Service): PathPair[] {
  if (before.image !== undefined && imageFacts(before.image.value) !== undefined) return [];
  return dataOptions.flatMap((option) => {
    const [from, to] = [optionOf(before, option), optionOf(after, option)];
    if (from === undefined || to === undefined) return [];
    return { from, to, setAt: after.command?.location, wasSetAt: before.command?.location };
  });
}

function optionOf(service: Service, option: string): string | undefined {
  const words = wordsOf(service);
  const at = words.findIndex((word) => word === option || word.startsWith(`${option}=`));
  const word = words[at];
  const path = word === option ? words[at + 1] : word?.slice(option.length + 1);
  return path?.startsWith('/') ? cleanPath(path) : undefined;
}

/** Whether what is at the new path is what was at the old one: the same folder, or the same part of the same source. */
function isSamePlace({ before, after, sameSource }: ServicePair, { from, to }: PathPair): boolean {
  if (cleanPath(from) === cleanPath(to)) return true;
  const [old, now] = [mountOver(before, from), mountOver(after, to)];
  if (old === undefined || now === undefined || old.anonymous || now.anonymous) return false;
  return sameSource(old, now) && partOf(old, from) === partOf(now, to);
}

/** The mount that holds a path: of those that cover it, the innermost. */
function mountOver({ mounts }: Service, path: string): Mount | undefined {
  return mounts
    .filter(({ target }) => covers(target, path))
    .sort((a, b) => cleanPath(b.target).length - cleanPath(a.target).length)[0];
}

function partOf({ target, subpath }: Mount, path: string): string {
  return cleanPath(`${subpath ?? ''}/${cleanPath(path).slice(cleanPath(target).length)}`);
}

function movedTo({ before, after }: ServicePair, { from, to, setAt, wasSetAt }: PathPair): Change {
  const mount = mountOver(before, from);
  const where = mount?.source ? `, which is in "${nameOf(mount)}"` : '';
  return {
    kind: 'volume-moved',
    name: from,
    service: after.name,
    to,
    message: `Service "${after.name}" keeps its data at ${to} instead of ${from}${where}: it starts without the data that it had.`,
    before: wasSetAt ?? before.definitions.at(-1)?.block ?? null,
    after: setAt ?? after.definitions.at(-1)?.block ?? null,
  };
}

/** A tmpfs between a data folder and the volume that it is on. One in the place of a mount is compare-mounts.ts's business. */
function hiddenBy({ before, after }: ServicePair, path: string): Change[] {
  const over = mountOver(after, path);
  if (over?.type !== 'tmpfs' || mountOver(before, path)?.type === 'tmpfs') return [];
  if (before.mounts.some(({ target }) => cleanPath(target) === cleanPath(over.target))) return [];
  return [
    {
      kind: 'volume-detached',
      name: path,
      service: after.name,
      message: `Service "${after.name}" keeps what is at ${path} in memory now: it starts without the data that it had, and loses it at each stop.`,
      before: before.definitions.at(-1)?.block ?? null,
      after: over.location,
    },
  ];
}
