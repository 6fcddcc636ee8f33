import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { NamingPlan } from '../../core/backup/name-data.ts';
import type { Project } from '../../core/project/project.ts';
import type { Container } from '../../core/stack/container.ts';
import { previousConfiguration } from '../../core/stack/previous-configuration.ts';
import type { RestartStep } from '../../core/stack/restart-plan.ts';
import { disk } from '../disk.ts';
import type { EngineStorage } from '../engine/storage.ts';
import { type ComposeProgram, runCompose } from '../restart/compose-command.ts';
import { waitUntilUp } from '../restart/wait-until-up.ts';
import { openState } from '../state/state.ts';
import { writeFileAtomically } from '../write-file.ts';
import type { BackupEvent } from './back-up-volume.ts';
import { BackupError } from './backup-error.ts';
import { copyVolume, fillVolume } from './fill-volume.ts';

export interface NamingRequest {
  readonly storage: EngineStorage;
  readonly project: Project;
  readonly plan: NamingPlan;
  /** The volume in which the data is now; undefined: it is in the container itself. */
  readonly volume?: string | undefined;
  readonly compose: ComposeProgram;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly stateFolder: string;
  /** Milliseconds that a service without a health check has to run; default five seconds. */
  readonly settle?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: BackupEvent) => void) | undefined;
}

const upLimit = 5 * 60_000;

/**
 * Moves a service's data into a volume with a name: stops the service, copies the data and proves the copy, edits the file,
 * lets Compose make the container anew and waits until it is up. When any of it fails, the file, the container and its data
 * are as they were. Where the data was stays untouched in either case: an anonymous volume remains, and what was inside the
 * container is kept in an image.
 *
 * A cancellation counts until the file is written.
 *
 * @throws BackupError `rolled-back` with the reason, or `half-done` when going back failed too; EngineError
 */
export async function makeNamed(request: NamingRequest): Promise<{ readonly volume: string }> {
  const { storage, project, plan, signal, onEvent } = request;
  const { engine } = storage;
  const stage = (text: string) => onEvent?.({ kind: 'stage', text });
  const listed = (await engine.containers({ project: project.name, signal })).filter(
    ({ compose }) => compose?.service === plan.service && !compose.oneOff,
  );
  const [only, ...others] = await Promise.all(
    listed.map(async (container): Promise<Container> => {
      const { mounts, ...details } = await engine.inspect(container.id, { signal });
      return { ...container, mounts, details };
    }),
  );
  if (only === undefined || others.length > 0) {
    const message = `${plan.service} has ${listed.length} containers; exactly one is needed to know whose data is meant.`;
    throw new BackupError('in-use', message);
  }
  if ((await storage.volume(plan.engineName, { signal })) !== undefined) {
    throw new BackupError('volume-exists', `There is a volume "${plan.engineName}" already; it may hold other data.`);
  }
  refuseChanged(plan);
  const wasRunning = only.state === 'running';
  let wayBack: string | undefined;
  try {
    stage(`Stopping ${only.name}`);
    await engine.stop(only.id, { signal });
    stage(`Copying ${plan.path} into ${plan.engineName}`);
    await copyData(request, only);
    try {
      wayBack = await keepWayBack(request, only);
      signal?.throwIfAborted();
      refuseChanged(plan);
    } catch (error) {
      await dropCopy(request, error);
    }
  } catch (error) {
    if (wasRunning) await engine.start(only.id);
    throw error;
  }
  try {
    stage('Writing the Compose file');
    keepVersions(request);
    for (const [file, text] of plan.texts) writeFileAtomically(file, text);
    stage(`Starting ${plan.service} with ${plan.engineName}`);
    await up(request, undefined);
    await proveUp(request, only);
    return { volume: plan.engineName };
  } catch (error) {
    return await goBack(request, { wayBack, error });
  }
}

async function copyData(request: NamingRequest, container: Container): Promise<void> {
  const { storage, project, plan, volume, signal } = request;
  const labels = { 'com.docker.compose.project': project.name, 'com.docker.compose.volume': plan.key };
  await storage.createVolume({ name: plan.engineName, driver: 'local', options: {}, labels });
  try {
    if (volume !== undefined) {
      await copyVolume(storage, { from: volume, to: plan.engineName, signal });
      return;
    }
    const tar = await storage.readArchive(container.id, plan.path, { signal });
    await fillVolume(storage, plan.engineName, tar, { folder: posix.basename(plan.path), signal });
  } catch (error) {
    await dropCopy(request, error);
  }
}

/** Removes the volume that was made, and goes on failing. Not to be called before it was: somebody else's could have the name. */
async function dropCopy({ storage, plan }: NamingRequest, error: unknown): Promise<never> {
  await storage.removeVolume(plan.engineName).catch(() => {});
  throw error;
}

/** The image that keeps what was inside a service's container. */
export function keptImage({ name }: Pick<Project, 'name'>, service: string): string {
  return `holdfast-previous/${name}-${service}:data`.toLowerCase();
}

/** A Compose file that makes the container again as it was, with an image that holds what was inside it. */
async function keepWayBack(request: NamingRequest, container: Container): Promise<string | undefined> {
  const { storage, project, plan, stateFolder, volume } = request;
  const kept = keptImage(project, plan.service);
  // Data inside the container goes with it; an image of the container keeps that.
  if (volume === undefined) await storage.commit(container.id, kept);
  else await storage.engine.tag(container.imageId, kept);
  const text = previousConfiguration([{ service: plan.service, containers: [container], image: kept }]);
  if (text === undefined) return undefined;
  const key = createHash('sha256').update(`${project.directory}\n${project.name}`).digest('hex').slice(0, 16);
  const folder = join(stateFolder, 'naming', key);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${plan.service}.previous.json`);
  writeFileAtomically(file, text, { mode: 0o600 });
  return file;
}

/** The person said yes to a change of other texts. */
function refuseChanged({ before }: NamingPlan): void {
  for (const [file, text] of before) {
    if (disk.readText(file) !== text)
      throw new BackupError('file-changed', `${file} was changed meanwhile; please try again.`);
  }
}

function keepVersions({ project, plan, stateFolder }: NamingRequest): void {
  const { restorePoints } = openState(stateFolder).project({ directory: project.directory });
  for (const [file, text] of plan.before) restorePoints.add({ file, text, road: 'command', fate: 'accepted' });
}

async function up(
  { storage, project, plan, compose, environment, signal }: NamingRequest,
  files: string[] | undefined,
) {
  const always = files === undefined ? [] : ['--force-recreate'];
  const { code, stderr } = await runCompose({
    compose,
    endpoint: storage.engine.endpoint,
    project: files === undefined ? plan.after : project,
    environment,
    files,
    args: ['up', '--detach', '--no-deps', '--no-build', '--pull', 'never', ...always, plan.service],
    timeLimit: upLimit,
    signal: files === undefined ? signal : undefined,
  });
  if (code !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `Compose ended with code ${code}.`);
}

async function proveUp({ storage, project, plan, settle = 5000 }: NamingRequest, before: Container): Promise<void> {
  const { engine } = storage;
  const gate = before.details?.config.healthcheck === undefined ? 'settled' : 'healthy';
  const step: RestartStep = {
    ...{ service: plan.service, action: 'recreate', reasons: [], prepare: 'nothing', after: [], gate, probes: [] },
    image: before.image,
    before: [before],
  };
  const { signal } = new AbortController();
  const result = await waitUntilUp({ engine, project: project.name, step, wanted: 1, settle, signal });
  if (!result.up) throw new Error(result.reason);
  const containers = await engine.containers({ project: project.name });
  const now = containers.find(({ compose }) => compose?.service === plan.service && !compose.oneOff);
  const mount = now?.mounts.find(({ target }) => target === plan.path);
  if (mount?.name !== plan.engineName) throw new Error(`${plan.service} did not get the volume at ${plan.path}.`);
}

async function goBack(
  request: NamingRequest,
  { wayBack, error }: { readonly wayBack: string | undefined; readonly error: unknown },
): Promise<never> {
  const { storage, plan, onEvent } = request;
  const why = error instanceof Error ? error.message : String(error);
  onEvent?.({ kind: 'stage', text: 'Going back' });
  try {
    // What somebody wrote since stays.
    for (const [file, text] of plan.before) {
      if (disk.readText(file) === plan.texts.get(file)) writeFileAtomically(file, text);
    }
    if (wayBack === undefined) throw new Error('how it ran is not known');
    await up(request, [wayBack]);
  } catch (second) {
    const message = `${plan.service} could not be moved (${why}) and not put back (${second instanceof Error ? second.message : second}). Its data is safe in the volume ${plan.engineName}.`;
    throw new BackupError('half-done', message, { cause: error });
  }
  await storage.removeVolume(plan.engineName).catch(() => {});
  throw new BackupError('rolled-back', `${plan.service} is as it was: ${why}`, { cause: error });
}
