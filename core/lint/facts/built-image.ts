import { type ImageFacts, imageFacts } from '../../images/image-facts.ts';
import { parseImageReference } from '../../images/image-reference.ts';
import type { Build, Service } from '../../project/project.ts';
import { child, stringOf } from '../../project/value.ts';
import type { FileView } from '../../text/file-view.ts';
import {
  argumentsOf,
  type Dockerfile,
  fillIn,
  findStage,
  readDockerfile,
  type Stage,
  stageChain,
} from './dockerfile.ts';

/** How a service's image is built, as far as its files tell. */
export interface BuiltImage {
  readonly dockerfile: Dockerfile;
  /** Absolute path of the Dockerfile; undefined when it is written in the Compose file. */
  readonly file: string | undefined;
  /** The stage that is built with the stages below it, from the last to the first; empty when the target isn't there. */
  readonly chain: readonly Stage[];
  /** The image that it all begins with; undefined when variables hide it. */
  readonly base: string | undefined;
  /** Build arguments and their defaults. */
  readonly values: ReadonlyMap<string, string>;
}

const cache = new WeakMap<Build, { readonly text: string; readonly built: BuiltImage }>();

/** Reads the Dockerfile of a service; undefined when it has no build, or a remote or unreadable one. */
export function builtImage(service: Service, view: FileView): BuiltImage | undefined {
  const { build } = service;
  if (build === undefined || build.remote) return undefined;
  const file = build.dockerfileInline ? undefined : findDockerfile(build, view);
  const text = build.dockerfileInline?.value ?? (file === undefined ? undefined : view.readText(file));
  if (text === undefined) return undefined;
  const known = cache.get(build);
  if (known?.text === text) return known.built;
  const built = readBuild({ service, build, text, file });
  cache.set(build, { text, built });
  return built;
}

function readBuild({
  service,
  build,
  text,
  file,
}: {
  service: Service;
  build: Build;
  text: string;
  file: string | undefined;
}): BuiltImage {
  const dockerfile = readDockerfile(text);
  const stage = findStage(dockerfile, build.target?.value);
  const chain = stage === undefined ? [] : stageChain(dockerfile, stage);
  const values = new Map(dockerfile.globalArguments);
  for (const instruction of chain.flatMap((entry) => entry.instructions)) {
    if (instruction.name === 'ARG')
      for (const [name, value] of argumentsOf(instruction)) values.set(name, fillIn(value, values) ?? value);
  }
  for (const [name, value] of buildArguments(service)) values.set(name, value);
  const written = chain.at(-1)?.base;
  const base = written === undefined ? undefined : fillIn(written, values);
  return { dockerfile, file, chain, base, values };
}

/** Absolute path of the Dockerfile of a local build that is there: without a name, builders also take `dockerfile`. */
export function findDockerfile(build: Build, view: FileView): string | undefined {
  const path = dockerfilePath(build);
  if (path === undefined || view.kind(path) === 'file' || !path.endsWith('/Dockerfile')) return path;
  const small = path.replace(/Dockerfile$/, 'dockerfile');
  return view.kind(small) === 'file' ? small : path;
}

/** Absolute path that the Dockerfile of a local build has. */
function dockerfilePath(build: Build): string | undefined {
  const name = build.dockerfile?.value ?? 'Dockerfile';
  if (name.startsWith('/') || /^[a-z]:[\\/]/i.test(name)) return name;
  const context = build.context?.value;
  return context === undefined ? undefined : joinPath(context, name);
}

/** A path seen from a folder, without `.` and `..`. */
export function joinPath(folder: string, path: string): string {
  const parts = folder.split('/');
  for (const part of path.replaceAll('\\', '/').split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/') || '/';
}

function buildArguments(service: Service): readonly (readonly [string, string])[] {
  const build = service.value.entries.get('build')?.value;
  const args = child(build, 'args');
  if (args?.kind === 'mapping') {
    return [...args.entries].flatMap(([name, { value }]) =>
      value.kind === 'scalar' && value.value !== null && !value.unresolved
        ? [[name, String(value.value)] as const]
        : [],
    );
  }
  if (args?.kind !== 'sequence') return [];
  return args.items.flatMap((item) => {
    const text = stringOf(item) ?? '';
    const at = text.indexOf('=');
    return at < 0 ? [] : [[text.slice(0, at), text.slice(at + 1)] as const];
  });
}

/**
 * The image that a service's containers begin from: its `image`, or the base of its build. Its reference tells nothing of
 * what a build adds.
 */
export function startingImage(service: Service, view: FileView): string | undefined {
  if (service.build !== undefined) return builtImage(service, view)?.base;
  return service.image?.value;
}

/** What is known of that image. */
export function startingFacts(service: Service, view: FileView): ImageFacts | undefined {
  const image = startingImage(service, view);
  return image === undefined ? undefined : imageFacts(image);
}

/** The image's short name for messages: `postgres:16`. */
export function shortName(image: string): string {
  const reference = parseImageReference(image);
  if (reference === undefined) return image;
  const name = reference.repository.split('/').at(-1) ?? reference.repository;
  return reference.tag === undefined ? name : `${name}:${reference.tag}`;
}
