import type { Project } from '../../project/project.ts';
import { imageReference } from '../declared.ts';
import { bracketedExitCode, exitCodeInWords } from '../exit-code.ts';
import type { PreflightCheck, PreflightProblem } from '../preflight/check.ts';
import { isFine, stateInWords } from '../service-state.ts';
import type { ContainerView, ProjectView, ServiceView } from '../stack.ts';
import { type KnownError, knownError, recognizeError } from './error-catalogue.ts';
import type { Root } from './root.ts';
import type { NameHolder } from './symptoms.ts';

export interface RootInput {
  readonly view: ProjectView;
  readonly project: Project;
  readonly service: ServiceView;
  readonly suffering: readonly string[];
  readonly logs: ReadonlyMap<string, readonly string[]>;
  readonly checks: readonly PreflightCheck[];
  readonly name?: NameHolder | undefined;
}

interface Clue {
  readonly known?: KnownError | undefined;
  readonly evidence: readonly string[];
  readonly steps: readonly string[];
  /** True for what surely keeps a service from starting. */
  readonly sure?: boolean;
}

/**
 * Says what is wrong with a service. The surest clue gives the cause: what the engine itself says, then the checks, then the
 * service's own words. All clues are evidence.
 */
export function describeRoot(input: RootInput): Root {
  const { view, service, suffering } = input;
  const name = nameClue(input);
  const checks = checkClues(input);
  const { told, written, evidence } = containerClues(input);
  const seen = [...(name?.evidence ?? []), ...checks.flatMap((clue) => clue.evidence), ...evidence];
  if (seen.length === 0 && service.state === 'missing') seen.push(`The engine has no container of ${service.name}.`);
  const sure = checks.find((clue) => clue.known !== undefined && clue.sure);
  const best = name?.known ?? told ?? sure?.known ?? written ?? checks.find((clue) => clue.known !== undefined)?.known;
  // Of the same cause a check says more: it names the program, the folder, the owner, and tells a program from a container.
  const cause = causeOf(best?.id);
  const known = checks.find((clue) => clue.known !== undefined && causeOf(clue.known.id) === cause)?.known ?? best;
  const ofCause = checks.filter((clue) => clue.known === undefined || clue.known.id === known?.id);
  const steps = [name, ...ofCause].flatMap((clue) => clue?.steps ?? []);
  return {
    project: view.name,
    service: service.name,
    title: `${service.name} ${service.state === 'failed' ? 'has' : 'is'} ${stateInWords[service.state]}.`,
    error: known?.id,
    cause: known?.cause,
    evidence: [...new Set(seen)],
    suffering,
    steps: [...new Set([...steps, ...(known?.steps ?? (steps.length > 0 ? [] : fallbackSteps(service)))])],
    never: known?.never,
  };
}

/** That a port is held reads the same whoever holds it. */
function causeOf(id: string | undefined): string | undefined {
  return id === 'port-by-program' || id === 'port-by-container' ? 'port-held' : id;
}

function nameClue({ service, name }: RootInput): Clue | undefined {
  if (name?.ghost !== undefined) {
    const groups = { name: name.name, id: name.ghost.slice(0, 12) };
    const where =
      name.elsewhere.length > 0
        ? `A container of this name is on ${name.elsewhere.join(' and on ')}, which is another engine and not the cause.`
        : 'No other engine that is configured here has a container of this name either.';
    const evidence = [
      `The engine says that ${name.name} is in use by the container ${groups.id}, and that there is no container ${groups.id}.`,
      where,
    ];
    return { known: knownError('ghost-name', groups), evidence, steps: [] };
  }
  if (name !== undefined && name.elsewhere.length > 0) {
    const evidence = [
      `A container named ${name.name} is on ${name.elsewhere.join(' and on ')}: the stack may run there, and not here.`,
    ];
    return {
      evidence,
      steps: [`See whether ${service.name} was meant for that engine, and choose it: docker context use NAME`],
    };
  }
  return undefined;
}

/** What the checks of a restart know of this service, as far as it explains that it does not run. */
function checkClues({ project, service, checks }: RootInput): Clue[] {
  const clues: Clue[] = [];
  for (const check of checks) {
    const explain = explanations[check.id];
    if (explain === undefined) continue;
    for (const problem of check.problems.filter((it) => it.service === service.name)) {
      const clue = explain(problem, { project, service });
      if (clue !== undefined) clues.push(clue);
    }
  }
  return clues;
}

type Explain = (
  problem: PreflightProblem,
  subject: { readonly project: Project; readonly service: ServiceView },
) => Clue | undefined;

const explanations: Readonly<Record<string, Explain>> = {
  'names-free': (problem) => ({
    known: knownError('name-conflict', groupsOf(problem, /name (?<name>\S+) .*\((?<id>[0-9a-f]{12})/), problem.message),
    evidence: [problem.message],
    steps: [],
    sure: true,
  }),
  'port-held-by-process': heldPort('port-by-program'),
  'port-held-by-container': heldPort('port-by-container'),
  'bind-owners': (problem, { service }) =>
    // A service that does well with a folder that it may not write to only reads it.
    isFine(service.state)
      ? undefined
      : {
          known: knownError('file-permission', {}, problem.message),
          evidence: [problem.message],
          steps: [problem.wayOut],
        },
  'mount-targets': (problem) => ({
    known: knownError('mount-path', {}, problem.message),
    evidence: [problem.message],
    steps: [],
    sure: true,
  }),
  'bind-sources': (problem) => ({
    known: knownError('bind-missing', groupsOf(problem, /^(?<path>\S+) does not exist/)),
    evidence: [problem.message],
    steps: [problem.wayOut],
    sure: problem.result === 'stop',
  }),
  'files-exist': (problem) => ({
    known: knownError('file-missing', {}, problem.message),
    evidence: [problem.message],
    steps: [problem.wayOut],
    sure: true,
  }),
  'images-there': (_problem, { project, service }) => {
    const declared = project.services.get(service.name);
    if (service.containers.length > 0 || declared === undefined) return undefined;
    const image = imageReference(project, declared);
    return {
      known: knownError('image-missing', { image }),
      evidence: [`The engine has no image ${image}.`],
      steps: [],
      sure: true,
    };
  },
  architecture: (problem) => ({
    known: knownError('wrong-architecture', {}, problem.message),
    evidence: [problem.message],
    steps: [problem.wayOut],
  }),
  'volumes-declared': (problem) => ({ evidence: [problem.message], steps: [problem.wayOut] }),
};

function heldPort(id: string): Explain {
  return (problem, { service }) => {
    if (isFine(service.state)) return undefined;
    const [message = problem.message] = problem.message.split(' Compose would ');
    const known = knownError(id, groupsOf(problem, /^Port (?<port>\d+)/), message);
    return { known, evidence: [message], steps: [problem.wayOut], sure: true };
  };
}

function groupsOf(problem: PreflightProblem, pattern: RegExp): Readonly<Record<string, string>> {
  return pattern.exec(problem.message)?.groups ?? {};
}

interface Told {
  /** What the engine says: why it could not start it, the health check's output, a kill for memory. */
  readonly told: KnownError | undefined;
  /** What it wrote itself. */
  readonly written: KnownError | undefined;
  readonly evidence: readonly string[];
}

/** What the containers themselves tell: how they ended, their health checks, what they wrote. */
function containerClues({ service, logs }: RootInput): Told {
  const evidence: string[] = [];
  const texts: string[] = [];
  let probed: KnownError | undefined;
  for (const view of service.containers) {
    evidence.push(...endOf(view));
    const { details } = view.container;
    const probe = details?.health?.log.at(-1);
    if (details !== undefined && probe !== undefined && details.health?.status !== 'healthy' && probe.exitCode !== 0) {
      const output = probe.output.trim();
      texts.push(output);
      probed ??= probeError(output);
      const said = output.split('\n').at(-1) || 'it said nothing, so see first whether the image has the program';
      const words = details.config.healthcheck?.test.slice(1).join(' ') ?? '';
      const check = words === '' ? '' : ` (${words.length > 120 ? `${words.slice(0, 119)}…` : words})`;
      evidence.push(
        probe.exitCode < 0
          ? `Its health check${check} could not be run (${probe.exitCode}): ${said}`
          : `Its health check${check} failed with ${probe.exitCode}: ${said}`,
      );
    }
    if (details?.error) texts.push(details.error);
  }
  const lines = service.containers.flatMap(({ container }) => logs.get(container.id) ?? []);
  const told = probed ?? recognizeError(texts) ?? memoryError(service);
  const written = recognizeError(lines);
  evidence.push(...service.obstacles);
  const line = (told ?? written)?.line.trim() ?? '';
  if (told === undefined && written === undefined) evidence.push(...lastWords(lines));
  else if (line !== '' && !evidence.some((it) => it.includes(line))) evidence.push(`It wrote: ${line}`);
  return { told, written, evidence };
}

/** What only in a health check means what it means: a shell that lacks the program, and a loopback address. */
function probeError(output: string): KnownError | undefined {
  const tool = /sh: (?:(?:line )?\d+: )?(?<tool>[\w./-]+): (?:command )?not found/.exec(output);
  if (tool?.groups !== undefined) return knownError('health-tool-missing', { tool: tool.groups.tool ?? '' });
  const own = /\b(?<address>(?:127\.0\.0\.1|localhost|\[?::1\]?)(?:[: ](?:port )?\d{2,5})?)\b/.exec(output);
  if (own?.groups === undefined || !/refused|Failed to connect|Could not connect/i.test(output)) return undefined;
  return knownError('own-port-silent', { address: own.groups.address ?? '' });
}

function endOf({ container }: ContainerView): string[] {
  const found: string[] = [];
  const words = exitCodeInWords(container);
  if (words !== undefined && container.state !== 'running') {
    const code = container.details?.error ? '' : bracketedExitCode(words, container.exitCode);
    found.push(`${container.name}: ${words}${code}.`);
  }
  const restarts = container.details?.restartCount ?? 0;
  if (restarts > 0) found.push(`The engine restarted it ${restarts === 1 ? 'once' : `${restarts} times`}.`);
  return found;
}

/** The lines that a person would read first: the last ones, each once. */
function lastWords(lines: readonly string[]): string[] {
  const told = lines.map((line) => line.trim()).filter((line) => line !== '');
  return [...new Set(told)].slice(-3).map((line) => `It wrote: ${line}`);
}

function memoryError(service: ServiceView): KnownError | undefined {
  for (const { container } of service.containers) {
    const { details } = container;
    if (details?.oomKilled) return knownError('out-of-memory-killed', {});
    const limited = details !== undefined && details.config.memoryLimit > 0;
    // Podman does not always say that the kernel ended a container for its memory.
    if (limited && container.exitCode === 137 && container.state === 'exited')
      return knownError('perhaps-out-of-memory', {});
  }
  return undefined;
}

function fallbackSteps(service: ServiceView): string[] {
  const { state } = service;
  if (state === 'missing' || state === 'created' || state === 'stopped' || state === 'partly') {
    return [`Start it: holdfast restart ${service.name} (it checks first what stands in the way)`];
  }
  if (state === 'paused')
    return [`Let it go on: docker unpause ${service.containers[0]?.container.name ?? service.name}`];
  return [`Read its log from its last start on: docker logs ${service.containers[0]?.container.name ?? service.name}`];
}
