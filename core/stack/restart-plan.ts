import type { Dependency, Project, Service } from '../project/project.ts';
import type { Container } from './container.ts';
import { containersOf, imageReference } from './declared.ts';
import { findDrift } from './drift.ts';
import type { Drift } from './drift-subject.ts';
import { type HttpProbe, probesOf, type SaidProbes } from './http-probe.ts';
import { abilityChecks } from './preflight/ability-checks.ts';
import { type HostFacts, type PreflightCheck, runCheck, type Touched } from './preflight/check.ts';
import { dataChecks } from './preflight/data-checks.ts';
import { engineChecks } from './preflight/engine-checks.ts';
import { networkChecks } from './preflight/network-checks.ts';
import { portChecks } from './preflight/port-checks.ts';
import { projectChecks } from './preflight/project-checks.ts';
import { resourceChecks } from './preflight/resource-checks.ts';
import { runningSetChecks } from './preflight/running-set-checks.ts';
import { isAwaited, isFine, isJob, stateOfContainer } from './service-state.ts';
import type { EngineSnapshot } from './snapshot.ts';

/** What a restart will do, in order, and everything that speaks for or against it. */
export interface RestartPlan {
  readonly project: Project;
  /** A step never comes before those it waits for. */
  readonly steps: readonly RestartStep[];
  readonly checks: readonly PreflightCheck[];
  /** True when a check says stop: then nothing may be carried out. */
  readonly stopped: boolean;
  /** Services that need one of the restarted ones and are not restarted themselves: they lose it for the time. */
  readonly affected: readonly string[];
}

export interface RestartStep {
  readonly service: string;
  /** `start` also makes containers that are missing; `recreate` replaces them, so that what is in them is lost. */
  readonly action: 'start' | 'restart' | 'recreate';
  /** Why it takes part and why in this way, as sentences. */
  readonly reasons: readonly string[];
  /** What is done before anything stops. */
  readonly prepare: 'build' | 'pull' | 'nothing';
  readonly image: string;
  /** Containers as they are now, for verification and the way back. */
  readonly before: readonly Container[];
  /** Services of this plan that have to be up first. */
  readonly after: readonly string[];
  /**
   * When it counts as up: healthy, ended well, or running for a while without a restart. `either`: nothing tells whether it
   * is meant to end, so both of the last two will do.
   */
  readonly gate: 'healthy' | 'completed' | 'settled' | 'either';
  /** What it has to answer once it is up. */
  readonly probes: readonly HttpProbe[];
}

export interface RestartWish {
  readonly project: Project;
  readonly snapshot: EngineSnapshot;
  /** Names of services; empty: all. */
  readonly services: readonly string[];
  readonly facts: HostFacts;
  /** The variables of env_files by path, as far as they could be read. */
  readonly envFiles?: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;
  /** Services that are in the project's own files, where `project` is what an earlier moment kept of it. */
  readonly elsewhere?: ReadonlySet<string> | undefined;
  /** Probes besides those of the labels. */
  readonly probes?: SaidProbes | undefined;
}

/** Every question that a plan asks, in the order in which they are told. */
export const restartChecks = [
  ...[engineChecks, abilityChecks, projectChecks, runningSetChecks, portChecks],
  ...[resourceChecks, networkChecks, dataChecks],
].flat();

/**
 * Plans the restart of services: what else takes part, restart or recreate, the order, and the checks. Pure: the same
 * input gives the same plan.
 */
export function planRestart(wish: RestartWish): RestartPlan {
  const { project, snapshot, facts } = wish;
  const chosen = wish.services.length > 0 ? wish.services : [...project.services.keys()];
  const reasons = takePart(project, snapshot, chosen);
  const drifts = new Map<string, readonly Drift[]>();
  for (const name of reasons.keys()) drifts.set(name, driftOf(wish, name));
  addFollowers(project, reasons, drifts);

  const steps = inOrder(project, [...reasons.keys()]).map((name) => planStep(wish, name, reasons, drifts));
  const touched = steps.flatMap((step): Touched[] => {
    const service = project.services.get(step.service);
    return service === undefined
      ? []
      : [{ service, containers: step.before, recreated: step.action === 'recreate' || step.prepare === 'build' }];
  });
  const subject = { project, snapshot, touched, facts, elsewhere: wish.elsewhere, probes: wish.probes };
  const checks = restartChecks.map((check) => runCheck(check, subject));
  return {
    project,
    steps,
    checks,
    stopped: checks.some((check) => check.result === 'stop'),
    affected: affectedBy(project, reasons),
  };
}

/** The chosen ones and the dependencies of theirs that are not up, each with its reason. */
function takePart(project: Project, snapshot: EngineSnapshot, chosen: readonly string[]): Map<string, string[]> {
  const reasons = new Map<string, string[]>();
  const add = (name: string, reason: string) => {
    const service = project.services.get(name);
    if (service === undefined || reasons.has(name)) return;
    reasons.set(name, [reason]);
    for (const { service: needed } of required(service)) {
      const target = project.services.get(needed);
      if (target !== undefined && !isUp(project, target, snapshot)) add(needed, `${name} needs it, and it is not up.`);
    }
  };
  for (const name of chosen) add(name, 'You chose it.');
  return reasons;
}

/** Those that have to follow: dependants that ask for it (`restart: true`), and sharers of a recreated container's network. */
function addFollowers(project: Project, reasons: Map<string, string[]>, drifts: Map<string, readonly Drift[]>): void {
  for (let grown = true; grown; ) {
    grown = false;
    for (const service of project.services.values()) {
      if (reasons.has(service.name)) continue;
      const leader = service.dependsOn.find((dependency) => {
        if (!reasons.has(dependency.service)) return false;
        const recreated = (drifts.get(dependency.service) ?? []).length > 0;
        return dependency.restart || (recreated && sharesContainer(dependency));
      });
      if (leader === undefined) continue;
      const why = leader.restart ? 'asks to be restarted with it' : 'lives in its network';
      reasons.set(service.name, [`It depends on ${leader.service} and ${why}.`]);
      drifts.set(service.name, []);
      grown = true;
    }
  }
}

function sharesContainer({ via }: Dependency): boolean {
  return via === 'network_mode' || via === 'ipc' || via === 'pid' || via === 'volumes_from';
}

function planStep(
  { project, snapshot, probes }: RestartWish,
  name: string,
  reasons: ReadonlyMap<string, readonly string[]>,
  drifts: ReadonlyMap<string, readonly Drift[]>,
): RestartStep {
  const service = project.services.get(name) as Service;
  const before = containersOf(snapshot.containers.values(), project.name).filter(
    (container) => container.compose?.service === name,
  );
  const drift = drifts.get(name) ?? [];
  const sharesRecreated = service.dependsOn.some(
    (dependency) => sharesContainer(dependency) && (drifts.get(dependency.service) ?? []).length > 0,
  );
  const image = imageReference(project, service);
  const running = before.some((container) => container.state === 'running' || container.state === 'restarting');
  const action =
    before.length === 0 ? 'start' : drift.length > 0 || sharesRecreated ? 'recreate' : running ? 'restart' : 'start';
  return {
    service: name,
    action,
    reasons: [...(reasons.get(name) ?? []), ...drift.map((it) => it.message)],
    prepare: service.build !== undefined ? 'build' : snapshot.images.get(image) === null ? 'pull' : 'nothing',
    image,
    before,
    after: required(service)
      .map((dependency) => dependency.service)
      .filter((needed) => reasons.has(needed)),
    gate: gateOf(project, service, snapshot),
    probes: probesOf(project, service, probes).probes,
  };
}

function gateOf(project: Project, service: Service, snapshot: EngineSnapshot): RestartStep['gate'] {
  if (isAwaited({ project, service })) return 'completed';
  if (isJob({ project, service })) return 'either';
  const byImage = snapshot.images.get(imageReference(project, service))?.hasHealthcheck === true;
  if (service.healthcheck === undefined) return byImage ? 'healthy' : 'settled';
  return service.healthcheck.disabled ? 'settled' : 'healthy';
}

function driftOf({ project, snapshot, envFiles }: RestartWish, name: string): readonly Drift[] {
  const service = project.services.get(name);
  if (service === undefined) return [];
  const container = containersOf(snapshot.containers.values(), project.name).find((it) => it.compose?.service === name);
  if (container?.details === undefined) return [];
  const variables = new Map<string, string>();
  let known = true;
  for (const file of service.envFiles) {
    const read = envFiles?.get(file.path);
    if (read === undefined && (file.exists || file.required)) known = false;
    for (const [key, value] of read ?? []) variables.set(key, value);
  }
  return findDrift({
    project,
    service,
    container,
    config: container.details.config,
    ownImage: snapshot.images.get(container.imageId) ?? undefined,
    declaredImage: snapshot.images.get(imageReference(project, service)),
    envFiles: known ? variables : undefined,
  });
}

function required(service: Service): readonly Dependency[] {
  return service.dependsOn.filter((dependency) => dependency.required);
}

function isUp(project: Project, service: Service, snapshot: EngineSnapshot): boolean {
  const containers = containersOf(snapshot.containers.values(), project.name).filter(
    (container) => container.compose?.service === service.name,
  );
  return (
    containers.length > 0 && containers.every((container) => isFine(stateOfContainer(container, { project, service })))
  );
}

/** Dependencies first, otherwise as in the files. A cycle (which makes the project invalid) is cut where it is met. */
function inOrder(project: Project, names: readonly string[]): string[] {
  const wanted = new Set(names);
  const done = new Set<string>();
  const ordered: string[] = [];
  const visit = (name: string) => {
    if (done.has(name)) return;
    done.add(name);
    for (const dependency of project.services.get(name)?.dependsOn ?? []) visit(dependency.service);
    if (wanted.has(name)) ordered.push(name);
  };
  for (const name of project.services.keys()) if (wanted.has(name)) visit(name);
  return ordered;
}

function affectedBy(project: Project, restarted: ReadonlyMap<string, unknown>): string[] {
  const affected = new Set<string>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const service of project.services.values()) {
      if (restarted.has(service.name) || affected.has(service.name)) continue;
      if (!service.dependsOn.some(({ service: needed }) => restarted.has(needed) || affected.has(needed))) continue;
      affected.add(service.name);
      grown = true;
    }
  }
  return [...affected];
}
