import type { Project, Service } from '../../project/project.ts';
import { fixedPorts } from '../declared.ts';
import { exitCodeInWords } from '../exit-code.ts';
import type { PreflightCheck } from '../preflight/check.ts';
import { isFine, stateInWords } from '../service-state.ts';
import type { ContainerView, ProjectView, ServiceView, StackView } from '../stack.ts';
import { type KnownError, recognizeError } from './error-catalogue.ts';

/** What is wrong with a stack: the few things from which everything else follows. */
export interface Diagnosis {
  readonly roots: readonly Root[];
  /** What is not wrong now and will hurt later: data at risk, differences from the file. */
  readonly notes: readonly string[];
}

export interface Root {
  readonly project: string;
  /** Undefined: it is about the engine or the project as a whole. */
  readonly service?: string | undefined;
  /** One sentence: what is wrong. */
  readonly title: string;
  /** The id of the recognized error. */
  readonly error?: string | undefined;
  readonly cause?: string | undefined;
  /** What it was seen by, as sentences or lines of a log. */
  readonly evidence: readonly string[];
  /** Services that suffer from it, with the chain that leads there: `proxy → api → db`. */
  readonly suffering: readonly string[];
  /** Safe ones, best first. */
  readonly steps: readonly string[];
  readonly never?: string | undefined;
}

export interface Symptoms {
  readonly stack: StackView;
  /** The last lines of each troubled container, by id. */
  readonly logs: ReadonlyMap<string, readonly string[]>;
  /** The preflight checks of a restart of each project, by its id: they know who holds a port and who owns a folder. */
  readonly checks: ReadonlyMap<string, readonly PreflightCheck[]>;
}

/** Goes from what is seen to where it comes from. Pure: the same symptoms give the same diagnosis. */
export function diagnose({ stack, logs, checks }: Symptoms): Diagnosis {
  const { engine } = stack;
  if (engine.kind !== 'connected') {
    const message = engine.kind === 'unreachable' ? engine.message : 'No engine is connected.';
    const steps = ['Start the engine, or choose another one.'];
    return { roots: [{ project: '', title: message, evidence: [], suffering: [], steps }], notes: [] };
  }
  const projects = stack.projects.filter((project) => project.project !== undefined);
  return {
    roots: projects.flatMap((project) => rootsOf(project, logs, checks.get(project.id) ?? [], stack.at)),
    notes: projects.flatMap(notesOf),
  };
}

/** Milliseconds after its start during which a container that was restarted by the engine counts as looping. */
const loopWindow = 60_000;

/** The containers whose logs are worth reading: those in trouble, and the ones that may hand requests on. */
export function containersToRead(stack: StackView): readonly string[] {
  return stack.projects
    .filter((project) => project.project !== undefined)
    .flatMap((project) => project.services)
    .filter((service) => !isFine(service.state) || service.containers.some(isOpenOrRestarted))
    .flatMap((service) => service.containers.map(({ container }) => container.id));
}

function isOpenOrRestarted({ container, ports }: ContainerView): boolean {
  return ports.length > 0 || container.networkMode === 'host' || (container.details?.restartCount ?? 0) > 0;
}

/** A container that is restarted again and again runs for moments in between. */
function withLoops(service: ServiceView, at: number): ServiceView {
  const loops = service.containers.some(({ container }) => {
    const { restartCount = 0, startedAt } = container.details ?? {};
    return restartCount > 0 && startedAt !== undefined && at - Date.parse(startedAt) < loopWindow;
  });
  return loops && isFine(service.state) && service.state !== 'healthy' ? { ...service, state: 'restarting' } : service;
}

function rootsOf(view: ProjectView, logs: Symptoms['logs'], checks: readonly PreflightCheck[], at: number): Root[] {
  const project = view.project as Project;
  const services = new Map(view.services.map((service) => [service.name, withLoops(service, at)]));
  const roots = new Map<string, { service: ServiceView; suffering: string[] }>();
  for (const service of services.values()) {
    if (!service.declared || !isTroubled(service, services, project, logs)) continue;
    const chain = followToRoot(project, services, service, logs);
    const last = chain.at(-1) ?? service;
    const root = roots.get(last.name) ?? { service: last, suffering: [] };
    if (chain.length > 1) root.suffering.push(chain.map((it) => it.name).join(' → '));
    roots.set(last.name, root);
  }
  const found = [...roots.values()].map(({ service, suffering }) =>
    describeRoot({ view, project, service, suffering, logs, checks }),
  );
  return [...projectRoots(view, checks), ...found];
}

/** Trouble is a bad state, or a service that runs and complains about another one that does not. */
function isTroubled(
  service: ServiceView,
  services: ReadonlyMap<string, ServiceView>,
  project: Project,
  logs: Symptoms['logs'],
): boolean {
  if (!isFine(service.state)) return service.state !== 'starting';
  return complainsAbout(project, services, service, logs) !== undefined;
}

/** From a service over what it needs to the first one that fails by itself. */
function followToRoot(
  project: Project,
  services: ReadonlyMap<string, ServiceView>,
  start: ServiceView,
  logs: Symptoms['logs'],
): ServiceView[] {
  const chain = [start];
  for (let current = start; ; ) {
    const needed = project.services
      .get(current.name)
      ?.dependsOn.map((dependency) => services.get(dependency.service))
      .find((it) => it !== undefined && !isFine(it.state));
    const next = needed ?? complainsAbout(project, services, current, logs);
    if (next === undefined || chain.includes(next)) return chain;
    chain.push(next);
    current = next;
  }
}

/** The service that does not run and whose name stands in what this one writes about a failed connection. */
function complainsAbout(
  project: Project,
  services: ReadonlyMap<string, ServiceView>,
  service: ServiceView,
  logs: Symptoms['logs'],
): ServiceView | undefined {
  const complaints = service.containers
    .flatMap(({ container }) => logs.get(container.id) ?? [])
    .filter((line) =>
      /refused|502|upstream|no such host|ENOTFOUND|Name or service not known|unreachable|timed? ?out/i.test(line),
    );
  for (const line of complaints.reverse()) {
    for (const other of services.values()) {
      if (other === service || isFine(other.state)) continue;
      const names = [other.name, project.services.get(other.name)?.containerName?.value].filter(
        (it) => it !== undefined,
      );
      const ports = hostPortsOf(project.services.get(other.name));
      const named = names.some((name) => new RegExp(`(?<![\\w-])${escapeForPattern(name)}(?![\\w-])`).test(line));
      const byPort = ports.some((port) =>
        new RegExp(`(?:127\\.0\\.0\\.1|localhost|172\\.\\d+\\.\\d+\\.\\d+|host\\.docker\\.internal):${port}\\b`).test(
          line,
        ),
      );
      if (named || byPort) return other;
    }
  }
  return undefined;
}

function hostPortsOf(service: Service | undefined): number[] {
  return service === undefined ? [] : fixedPorts(service).map((port) => port.hostPort);
}

interface RootInput {
  readonly view: ProjectView;
  readonly project: Project;
  readonly service: ServiceView;
  readonly suffering: readonly string[];
  readonly logs: Symptoms['logs'];
  readonly checks: readonly PreflightCheck[];
}

function describeRoot({ view, service, suffering, logs, checks }: RootInput): Root {
  const evidence: string[] = [];
  const texts: string[] = [];
  for (const { container, state } of service.containers) {
    const { details } = container;
    const words = exitCodeInWords(container);
    if (words !== undefined && container.state !== 'running') {
      const code = container.exitCode === undefined ? '' : ` (exit code ${container.exitCode})`;
      evidence.push(`${container.name} is ${stateInWords[state]}: ${words}${code}.`);
    }
    if ((details?.restartCount ?? 0) > 0) evidence.push(`The engine restarted it ${details?.restartCount} times.`);
    const probe = details?.health?.log.at(-1);
    if (details?.health?.status === 'unhealthy' && probe !== undefined) {
      const output = probe.output.trim();
      texts.push(output);
      evidence.push(`Its health check ended with ${probe.exitCode}: ${output.split('\n').at(-1) || 'without a word'}`);
    }
    if (details?.error) texts.push(details.error);
  }
  const lines = service.containers.flatMap(({ container }) => logs.get(container.id) ?? []);
  const outOfMemory = service.containers.some(({ container }) => container.details?.oomKilled);
  const known = recognizeError(texts) ?? (outOfMemory ? memoryError : recognizeError(lines));
  const blockers = checks.flatMap((check) => check.problems).filter((problem) => problem.service === service.name);
  for (const problem of blockers) evidence.push(problem.message);
  for (const obstacle of service.obstacles) evidence.push(obstacle);
  if (known !== undefined && known.line !== '' && !evidence.some((it) => it.includes(known.line.trim()))) {
    evidence.push(known.line.trim());
  } else if (known === undefined) evidence.push(...lines.slice(-3).map((line) => line.trim()));
  return {
    project: view.name,
    service: service.name,
    title: `${service.name} is ${stateInWords[service.state]}.`,
    error: known?.id,
    cause: known?.cause ?? blockers[0]?.message,
    evidence,
    suffering,
    steps: [...new Set([...blockers.map((problem) => problem.wayOut), ...(known?.steps ?? fallbackSteps(service))])],
    never: known?.never,
  };
}

const memoryError: KnownError = {
  id: 'out-of-memory',
  line: '',
  cause: 'The kernel killed it because it ran out of memory.',
  steps: [
    'Raise its mem_limit, or lower what it keeps in memory.',
    'Look whether it leaks: watch it with docker stats.',
  ],
  groups: {},
};

function fallbackSteps(service: ServiceView): string[] {
  if (service.state === 'missing' || service.state === 'created' || service.state === 'stopped') {
    return [`Start it: holdfast restart ${service.name}`];
  }
  return [`Read its log from its last start on: docker logs ${service.containers[0]?.container.name ?? service.name}`];
}

/** What concerns the project as a whole: services that left the file, two folders with one name, a full disk. */
function projectRoots(view: ProjectView, checks: readonly PreflightCheck[]): Root[] {
  const wanted = new Map([
    ['nothing-vanished', 'Services run that the file no longer has.'],
    ['same-folder', 'Two folders use one project name.'],
    ['disk-space', 'The disk of the engine is nearly full.'],
    ['project-valid', 'Compose would refuse the files.'],
    ['external-resources', 'Something that the project takes from outside is missing.'],
  ]);
  return checks
    .filter(
      (check) =>
        wanted.has(check.id) && check.problems.some((it) => it.result === 'stop' || check.id === 'nothing-vanished'),
    )
    .map((check) => ({
      project: view.name,
      title: wanted.get(check.id) ?? check.title,
      error: check.id,
      evidence: check.problems.map((problem) => problem.message),
      suffering: [],
      steps: [...new Set(check.problems.map((problem) => problem.wayOut))],
      ...(check.id === 'nothing-vanished' && {
        never: 'Do not run "down -v" or "--remove-orphans": it would delete what left the file by mistake.',
      }),
      ...(check.id === 'disk-space' && { never: 'Do not run docker system prune --volumes: it deletes data.' }),
    }));
}

function notesOf(project: ProjectView): string[] {
  return project.services.flatMap((service) => [
    ...service.risks.filter((risk) => risk.known).map((risk) => `${service.name}: ${risk.message}`),
    ...(service.drift ?? []).map((drift) => `${service.name}: ${drift.message}`),
  ]);
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
