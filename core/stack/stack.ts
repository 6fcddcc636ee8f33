import type { Project, Service } from '../project/project.ts';
import type { Location } from '../text/source.ts';
import type { Container, PublishedPort } from './container.ts';
import { type DataRisk, findDataAtRisk } from './data-at-risk.ts';
import { imageReference } from './declared.ts';
import { findDrift } from './drift.ts';
import type { Drift } from './drift-subject.ts';
import { isOwnContainer } from './own-containers.ts';
import { type ServiceState, stateOfContainer, stateOfService } from './service-state.ts';
import type { EngineSnapshot, EngineState } from './snapshot.ts';
import type { Swarm } from './swarm.ts';

/** Everything that a person wants to see of what runs, joined with what the files declare. */
export interface StackView {
  readonly engine: EngineState;
  /** The declared ones first, then those that only run; each by name. */
  readonly projects: readonly ProjectView[];
  /** Containers that Compose did not make. */
  readonly loose: readonly ContainerView[];
  /** Podman's pods, by name; their containers are among the loose ones or their services', too. */
  readonly pods: readonly PodView[];
  /** Undefined where the engine is no manager of a swarm. */
  readonly swarm?: Swarm | undefined;
  /** Milliseconds since the epoch at which the containers were listed; 0: never. */
  readonly at: number;
}

export interface ProjectView {
  /** Stable as long as the project has this name and folder. */
  readonly id: string;
  readonly name: string;
  /** Undefined for a project that runs and whose files are not open. */
  readonly project?: Project | undefined;
  /** Absolute folder, as far as it is known. */
  readonly directory?: string | undefined;
  readonly services: readonly ServiceView[];
  /** Other folders from which containers of this project's name were started: two projects share a name. */
  readonly otherDirectories: readonly string[];
}

export interface ServiceView {
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly state: ServiceState;
  /** False: it runs and the files no longer have it. */
  readonly declared: boolean;
  /** The key in the file, for declared ones. */
  readonly location?: Location | undefined;
  readonly containers: readonly ContainerView[];
  /** Differences between the files and the first container; undefined while its details are not known. */
  readonly drift?: readonly Drift[] | undefined;
  readonly risks: readonly DataRisk[];
  /** What stands in the way of this service beyond its own state, as sentences. */
  readonly obstacles: readonly string[];
}

export interface ContainerView {
  readonly id: string;
  readonly container: Container;
  readonly state: ServiceState;
  /** Each host port once: engines list one for IPv4 and one for IPv6. */
  readonly ports: readonly PublishedPort[];
  readonly risks: readonly DataRisk[];
}

export interface PodView {
  readonly id: string;
  readonly name: string;
  /** The worst of its containers'; the one that only keeps its network does not count. */
  readonly state: ServiceState;
  readonly containers: readonly ContainerView[];
}

export interface StackInput {
  readonly projects: readonly Project[];
  readonly snapshot: EngineSnapshot;
  /** The variables of a service's env_files, by absolute path of the file; those not in it are taken as unknown. */
  readonly envFiles?: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;
}

/** Joins what is declared with what runs. */
export function joinStack(input: StackInput): StackView {
  const { projects, snapshot } = input;
  const connected = snapshot.state.kind === 'connected';
  const byProject = new Map<string, Container[]>();
  const loose: Container[] = [];
  for (const container of snapshot.containers.values()) {
    if (isOwnContainer(container)) continue;
    if (container.compose === undefined || container.compose.oneOff) loose.push(container);
    else {
      const list = byProject.get(container.compose.project);
      if (list === undefined) byProject.set(container.compose.project, [container]);
      else list.push(container);
    }
  }
  const declared = projects.map((project) => joinProject(input, project, byProject.get(project.name) ?? [], connected));
  const names = new Set(projects.map((project) => project.name));
  const running = [...byProject]
    .filter(([name]) => !names.has(name))
    .map(([name, containers]) => undeclaredProject(input, name, containers));
  return {
    engine: snapshot.state,
    projects: [...declared, ...running.sort((a, b) => compareText(a.name, b.name))],
    loose: loose
      .filter((container) => !container.pod?.infra)
      .sort((a, b) => compareText(a.name, b.name))
      .map((container) => viewContainer(input, container)),
    pods: viewPods(input),
    ...(snapshot.swarm && { swarm: snapshot.swarm }),
    at: snapshot.at,
  };
}

function viewPods(input: StackInput): readonly PodView[] {
  const pods = new Map<string, { name: string; containers: ContainerView[] }>();
  for (const container of input.snapshot.containers.values()) {
    const { pod } = container;
    if (pod === undefined) continue;
    const known = pods.get(pod.id) ?? { name: pod.name, containers: [] };
    if (!pod.infra) known.containers.push(viewContainer(input, container));
    pods.set(pod.id, known);
  }
  return [...pods]
    .map(([id, { name, containers }]) => ({
      id: `pod:${id}`,
      name,
      state: stateOfService({ states: containers.map(({ state }) => state) }),
      containers: containers.sort((a, b) => compareText(a.container.name, b.container.name)),
    }))
    .sort((a, b) => compareText(a.name, b.name));
}

function joinProject(
  input: StackInput,
  project: Project,
  containers: readonly Container[],
  connected: boolean,
): ProjectView {
  const id = `project:${project.name}@${project.directory}`;
  const byService = groupByService(containers);
  const services: ServiceView[] = [];
  for (const service of project.services.values()) {
    services.push(
      viewService({ input, project, service, own: byService.get(service.name) ?? [], connected, parent: id }),
    );
    byService.delete(service.name);
  }
  for (const [name, own] of byService) {
    const service = project.disabledServices.get(name);
    if (service !== undefined) services.push(viewService({ input, project, service, own, connected, parent: id }));
    else services.push(viewOrphan({ input, name, project: project.name, own, parent: id }));
  }
  const elsewhere = containers
    .map((container) => container.compose?.workingDirectory)
    .filter((folder) => folder !== undefined && !sameFolder(folder, project.directory));
  return {
    id,
    name: project.name,
    project,
    directory: project.directory,
    services,
    otherDirectories: [...new Set(elsewhere.filter((folder) => folder !== undefined))],
  };
}

function undeclaredProject(input: StackInput, name: string, containers: readonly Container[]): ProjectView {
  const folders = [...new Set(containers.map((container) => container.compose?.workingDirectory))].filter(
    (folder) => folder !== undefined,
  );
  const id = `project:${name}@`;
  const services = [...groupByService(containers)]
    .sort(([a], [b]) => compareText(a, b))
    .map(([service, own]) => viewRunning({ input, name: service, project: name, own, parent: id, declared: true }));
  return { id, name, directory: folders[0], services, otherDirectories: folders.slice(1) };
}

interface ServiceInput {
  readonly input: StackInput;
  readonly project: Project;
  readonly service: Service;
  readonly own: readonly Container[];
  readonly connected: boolean;
  readonly parent: string;
}

function viewService({ input, project, service, own, connected, parent }: ServiceInput): ServiceView {
  const containers = own.map((container) => viewContainer(input, container, { project, service }));
  const first = own[0];
  return {
    id: `${parent}/${service.name}`,
    name: service.name,
    project: project.name,
    state: connected ? stateOfService({ project, service, states: containers.map(({ state }) => state) }) : 'unknown',
    declared: true,
    location: service.definitions.at(-1)?.key,
    containers,
    drift: first && driftOf(input, project, service, first),
    risks: containers.flatMap(({ risks }) => risks),
    obstacles: connected ? obstacles(input, project, service, own) : [],
  };
}

interface RunningInput {
  readonly input: StackInput;
  readonly name: string;
  readonly project: string;
  readonly own: readonly Container[];
  readonly parent: string;
  readonly declared: boolean;
}

function viewRunning({ input, name, project, own, parent, declared }: RunningInput): ServiceView {
  const containers = own.map((container) => viewContainer(input, container));
  return {
    id: `${parent}/${name}`,
    name,
    project,
    state: stateOfService({ states: containers.map(({ state }) => state) }),
    declared,
    containers,
    risks: containers.flatMap(({ risks }) => risks),
    obstacles: [],
  };
}

function viewOrphan(options: Omit<RunningInput, 'declared'>): ServiceView {
  return { ...viewRunning({ ...options, declared: false }), drift: [] };
}

function viewContainer(
  { snapshot }: StackInput,
  container: Container,
  owner?: { project: Project; service: Service },
): ContainerView {
  const image = snapshot.images.get(container.imageId) ?? undefined;
  const seen = new Set<string>();
  return {
    id: `container:${container.id}`,
    container,
    state: stateOfContainer(container, owner),
    ports: container.ports.filter(({ hostPort, containerPort, protocol }) => {
      const key = `${hostPort}:${containerPort}/${protocol}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    }),
    risks: findDataAtRisk(container, image),
  };
}

function driftOf(
  input: StackInput,
  project: Project,
  service: Service,
  container: Container,
): readonly Drift[] | undefined {
  if (container.details === undefined) return undefined;
  const { images } = input.snapshot;
  return findDrift({
    project,
    service,
    container,
    config: container.details.config,
    ownImage: images.get(container.imageId) ?? undefined,
    declaredImage: images.get(imageReference(project, service)),
    envFiles: mergeEnvFiles(service, input.envFiles),
  });
}

function mergeEnvFiles(service: Service, contents: StackInput['envFiles']): ReadonlyMap<string, string> | undefined {
  if (service.envFiles.length === 0) return new Map();
  const merged = new Map<string, string>();
  for (const { path, exists, required } of service.envFiles) {
    const variables = contents?.get(path);
    if (variables === undefined) {
      if (!exists && !required) continue;
      return undefined;
    }
    for (const [name, value] of variables) merged.set(name, value);
  }
  return merged;
}

function obstacles({ snapshot }: StackInput, project: Project, service: Service, own: readonly Container[]): string[] {
  const found: string[] = [];
  const wanted = service.containerName?.value;
  const ids = new Set(own.map((container) => container.id));
  for (const container of snapshot.containers.values()) {
    if (wanted === undefined || container.name !== wanted || ids.has(container.id)) continue;
    const owner = container.compose === undefined ? 'no Compose project' : `the project ${container.compose.project}`;
    found.push(
      `The name ${wanted} is taken by another container (${container.id.slice(0, 12)}, of ${owner}). Rename one of them.`,
    );
  }
  for (const container of own) {
    const folder = container.compose?.workingDirectory;
    if (folder === undefined || sameFolder(folder, project.directory)) continue;
    found.push(`${container.name} was started from another folder, ${folder}.`);
  }
  return found;
}

function groupByService(containers: readonly Container[]): Map<string, Container[]> {
  const groups = new Map<string, Container[]>();
  const ordered = [...containers].sort((a, b) => (a.compose?.number ?? 0) - (b.compose?.number ?? 0));
  for (const container of ordered) {
    const name = container.compose?.service ?? '';
    groups.set(name, [...(groups.get(name) ?? []), container]);
  }
  return groups;
}

/** Compares folders as written by Compose and by us: separators and a trailing slash do not count. */
export function sameFolder(a: string, b: string): boolean {
  const plain = (folder: string) =>
    folder
      .replaceAll('\\', '/')
      .replace(/(?<!\/)\/+$/, '')
      .replace(/^([a-z]):/, upper);
  return plain(a) === plain(b);
}

function upper(text: string): string {
  return text.toUpperCase();
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
