import type { Build, Project, Value } from '../../core/project/project.ts';
import { splitMount } from '../../core/spec/grammar/mount.ts';
import type { Location, Range } from '../../core/text/source.ts';
import { resolvePath } from '../resolve-path.ts';
import type { Snapshot } from '../snapshot.ts';

/** A path written in the document, and the absolute path that it means. */
export interface PathTarget {
  readonly range: Range;
  readonly file: string;
  /** What it is, for a tooltip: `Dockerfile`, `environment file`. */
  readonly title: string;
}

const fileTitles = {
  compose: 'Compose file',
  override: 'Compose file',
  include: 'included Compose file',
  extends: 'extended Compose file',
  env: 'variables',
  env_file: 'environment file',
  label_file: 'label file',
} as const;

const mounted = 'mounted file';

/** Every path in the request's document that names a file or a folder of the host. */
export function pathTargets(snapshot: Snapshot): PathTarget[] {
  const { project, file } = snapshot;
  const targets: PathTarget[] = [];
  const add = (location: Location | undefined, target: string, title: string) => {
    if (location?.file !== file) return;
    const range = inner(snapshot, location.range);
    // A short mount is one text; its source is the first part.
    const [source] = title === mounted ? splitMount(snapshot.current.getText().slice(range.start, range.end)) : [];
    const end = source === undefined ? range.end : range.start + source.text.length;
    targets.push({ range: { start: range.start, end }, file: target, title });
  };
  for (const one of project.files) add(one.from, one.file, fileTitles[one.role]);
  for (const service of [...project.services.values(), ...project.disabledServices.values()]) {
    if (service.build !== undefined) addBuild(service.build, project, add);
    for (const mount of service.mounts) {
      if (mount.type === 'bind' && mount.source !== undefined) add(mount.source.location, mount.source.value, mounted);
    }
  }
  for (const [title, resources] of [
    ['secret', project.secrets],
    ['config', project.configs],
  ] as const) {
    for (const resource of resources.values()) {
      const path = scalarOf(resource.value.entries.get('file')?.value);
      if (path !== undefined) add(path.location, resolvePath(project.directory, path.value), `file of the ${title}`);
    }
  }
  return targets;
}

/** The path at an offset. */
export function pathTargetAt(snapshot: Snapshot, offset: number): PathTarget | undefined {
  return pathTargets(snapshot).find(({ range }) => range.start <= offset && offset <= range.end);
}

function addBuild(
  build: Build,
  project: Project,
  add: (location: Location | undefined, target: string, title: string) => void,
) {
  if (build.remote || build.context === undefined) return;
  const context = resolvePath(project.directory, build.context.value);
  const dockerfile = resolvePath(context, build.dockerfile?.value ?? 'Dockerfile');
  if (build.dockerfile !== undefined) add(build.dockerfile.location, dockerfile, 'Dockerfile');
  add(build.context.location, build.dockerfileInline === undefined ? dockerfile : context, 'Dockerfile');
}

function scalarOf(value: Value | undefined): { value: string; location: Location } | undefined {
  return value?.kind === 'scalar' && typeof value.value === 'string'
    ? { value: value.value, location: value.location }
    : undefined;
}

function inner(snapshot: Snapshot, range: Range): Range {
  const text = snapshot.current.getText().slice(range.start, range.end);
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? { start: range.start + 1, end: range.end - 1 } : range;
}
