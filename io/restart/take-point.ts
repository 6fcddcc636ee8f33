import { randomBytes } from 'node:crypto';
import type { Project } from '../../core/project/project.ts';
import { containersOf } from '../../core/stack/declared.ts';
import { imageLabel } from '../../core/stack/previous-configuration.ts';
import { disk } from '../disk.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineError } from '../engine/engine-error.ts';
import { readSnapshot } from '../engine/read-snapshot.ts';
import { changedFiles, findCommit, workTree } from '../git.ts';
import { hashText } from '../hash-text.ts';
import type { PointImage, StackPoint, StackPoints } from './stack-points.ts';
import { identifyVolumes } from './volume-identity.ts';

/**
 * Keeps a project and its stack as they are now: the files' texts, git's revision, each container, and the images under
 * names of their own. On return all is safe, so that a restart may begin.
 *
 * @throws EngineError
 */
export async function takePoint(options: {
  readonly engine: Engine;
  readonly project: Project;
  readonly points: StackPoints;
  readonly why: StackPoint['why'];
  readonly keep: number;
  /** Those that are about to be touched. */
  readonly services: readonly string[];
  readonly signal: AbortSignal;
}): Promise<StackPoint> {
  const { engine, project, points, why, keep, services, signal } = options;
  const snapshot = await readSnapshot(engine, [project], { signal });
  const containers = containersOf(snapshot.containers.values(), project.name).filter(
    // Half of a replacement that was cut off is nothing to go back to.
    (container) => !('com.docker.compose.replace' in container.labels && container.state === 'created'),
  );
  const attached = new Set(containers.flatMap(({ mounts }) => mounts.map((mount) => mount.name)));
  const texts = new Map(project.files.map(({ file }) => [file, disk.readText(file)] as const));
  const now = new Date();
  const point: StackPoint = {
    id: `${now.toISOString().replace(/[-:]/g, '').replace('.', '-').replace('Z', '')}-${randomBytes(3).toString('hex')}`,
    at: now.toISOString(),
    keep,
    why,
    project: { name: project.name, directory: project.directory },
    engine: engine.endpoint.label,
    services,
    files: project.files.map(({ file, role }) => {
      const text = texts.get(file);
      return { path: file, role, hash: text === undefined ? null : hashText(text) };
    }),
    git: await revisionOf(project, signal),
    containers,
    images: await keepImages(engine, project.name, containers),
    volumes: identifyVolumes(
      engine,
      [...snapshot.volumes.values()].filter(({ name }) => attached.has(name)),
    ),
  };
  points.add(
    point,
    [...texts.values()].filter((text) => text !== undefined),
  );
  return point;
}

async function keepImages(
  engine: Engine,
  project: string,
  containers: StackPoint['containers'],
): Promise<readonly PointImage[]> {
  const images = new Map<string, PointImage>();
  for (const container of containers) {
    const { service } = container.compose ?? {};
    if (service === undefined || images.has(service)) continue;
    const { imageId: id } = container;
    const reference = container.labels[imageLabel] ?? container.details?.config.image ?? container.image;
    // Named by the image, so that a hundred restarts of an unchanged service are one name.
    const kept = `holdfast-previous/${project}-${service}:${id.replace('sha256:', '').slice(0, 12)}`.toLowerCase();
    images.set(service, { service, id, reference, ...((await tagged(engine, id, kept)) && { kept }) });
  }
  return [...images.values()];
}

async function tagged(engine: Engine, id: string, name: string): Promise<boolean> {
  try {
    await engine.tag(id, name);
    return true;
  } catch (error) {
    // A container can outlive its image when somebody removed that by force.
    if (error instanceof EngineError && error.reason === 'not-found') return false;
    throw error;
  }
}

async function revisionOf({ directory, files }: Project, signal: AbortSignal): Promise<StackPoint['git']> {
  try {
    const options = { folder: directory, signal };
    const commit = await findCommit(options, 'HEAD');
    if (commit === undefined) return undefined;
    const root = await workTree(options);
    const changed = new Set(await changedFiles(options, { root, commit, staged: false }));
    return { commit, changed: files.map(({ file }) => file).filter((file) => changed.has(file)) };
  } catch {
    // No git, or no repository: the texts themselves are kept anyway.
    return undefined;
  }
}
