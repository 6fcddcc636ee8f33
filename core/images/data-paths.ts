import { imageFacts } from './image-facts.ts';
import type { DataPath } from './image-family.ts';

/** What of a service decides where its data is. */
export interface DataSubject {
  readonly image: string;
  /** The container's environment, as far as it is known. */
  readonly environment?: ReadonlyMap<string, string | null> | undefined;
  /** Entrypoint and command words, as far as they are given. */
  readonly command?: readonly string[] | undefined;
}

/**
 * The folders in which a service keeps its data: the image's own, or where its environment (`PGDATA`) or command
 * (`--dbpath`) puts them. Empty for an image that isn't known or keeps nothing.
 */
export function dataPaths({ image, environment, command = [] }: DataSubject): readonly DataPath[] {
  return (imageFacts(image)?.data ?? []).map((data) => {
    const moved = (data.variable && environment?.get(data.variable)) || optionValue(command, data.option);
    if (!moved?.startsWith('/') || samePath(moved, data.path)) return data;
    const declaredAt = data.mountAt ?? data.path;
    // A declared VOLUME stays where the image has it: a path that was moved out of it is the writable layer.
    const inside = covers(declaredAt, moved);
    return {
      ...data,
      path: cleanPath(moved),
      mountAt: inside ? declaredAt : undefined,
      declared: data.declared && inside,
    };
  });
}

/** True when a mount at `target` holds what is written at `path`: the same folder or one above it. */
export function covers(target: string, path: string): boolean {
  const [outer, inner] = [cleanPath(target), cleanPath(path)];
  return outer === inner || outer === '/' || inner.startsWith(`${outer}/`);
}

/**
 * Whether data at `data.path` survives its container with mounts at `targets`. A mount above a declared VOLUME does not
 * help: the engine lays an anonymous volume over it.
 */
export function isCovered(data: DataPath, targets: readonly string[]): boolean {
  const declaredAt = data.mountAt ?? data.path;
  return targets.some((target) => covers(target, data.path) && (!data.declared || covers(declaredAt, target)));
}

/** An absolute path without trailing or doubled slashes, `.` and `..`. */
export function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function samePath(a: string, b: string): boolean {
  return cleanPath(a) === cleanPath(b);
}

function optionValue(words: readonly string[], option: string | undefined): string | undefined {
  if (option === undefined) return undefined;
  for (const [index, word] of words.entries()) {
    if (word === option) return words[index + 1];
    if (word.startsWith(`${option}=`)) return word.slice(option.length + 1);
  }
  return undefined;
}
