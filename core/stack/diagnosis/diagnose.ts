import type { Project } from '../../project/project.ts';
import { isFine } from '../service-state.ts';
import type { ContainerView, ProjectView, ServiceView, StackView } from '../stack.ts';
import { describeRoot } from './describe-root.ts';
import { engineAwayRoot, engineEndedRoot, storageRoot } from './engine-roots.ts';
import { followToRoot, isTroubled, type Web } from './follow-chain.ts';
import { dataRoots, projectRoots } from './project-roots.ts';
import type { Root } from './root.ts';
import type { Symptoms } from './symptoms.ts';

export type { Root } from './root.ts';
export type { Symptoms } from './symptoms.ts';

/** What is wrong with a stack: the few things from which everything else follows. */
export interface Diagnosis {
  /** What everything else follows from comes first; what only threatens comes last. */
  readonly roots: readonly Root[];
  /** What is not wrong and worth a look: differences from the file. */
  readonly notes: readonly string[];
}

/** Goes from what is seen to where it comes from. Pure: the same symptoms give the same diagnosis. */
export function diagnose(symptoms: Symptoms): Diagnosis {
  const { stack } = symptoms;
  if (stack.engine.kind !== 'connected') return { roots: [engineAwayRoot(stack.engine)], notes: [] };
  const projects = stack.projects.filter((project) => project.project !== undefined);
  return { roots: projects.flatMap((project) => rootsOf(project, symptoms)), notes: projects.flatMap(notesOf) };
}

/** Milliseconds after its start during which a container that was restarted by the engine counts as looping. */
const loopWindow = 60_000;

/** Services that do well and whose logs are read all the same, at most, where another one of the project does not. */
const bystanders = 30;

/**
 * The containers whose logs are worth reading: those in trouble, the ones that may hand requests on, and beside one in trouble
 * the others of its project, since they may stand between it and what a person sees.
 */
export function containersToRead(stack: StackView): readonly string[] {
  return stack.projects
    .filter((project) => project.project !== undefined)
    .flatMap(({ services }) => {
      const suspects = services.filter((it) => !isFine(it.state) || it.containers.some(isOpenOrRestarted));
      const hasTrouble = services.some((it) => !isFine(it.state));
      return hasTrouble
        ? [...suspects, ...services.filter((it) => !suspects.includes(it)).slice(0, bystanders)]
        : suspects;
    })
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
  const looksWell = isFine(service.state) && service.state !== 'healthy';
  return loops && (looksWell || service.state === 'failed') ? { ...service, state: 'restarting' } : service;
}

function rootsOf(view: ProjectView, symptoms: Symptoms): readonly Root[] {
  const project = view.project as Project;
  const checks = symptoms.checks.get(view.id) ?? [];
  const services = new Map(view.services.map((service) => [service.name, withLoops(service, symptoms.stack.at)]));
  const web: Web = { project, services, logs: symptoms.logs };
  const found = new Map<string, { service: ServiceView; suffering: string[] }>();
  for (const service of services.values()) {
    if (!service.declared || !isTroubled(web, service)) continue;
    const chain = followToRoot(web, service);
    const last = chain.at(-1) ?? service;
    const root = found.get(last.name) ?? { service: last, suffering: [] };
    if (chain.length > 1) root.suffering.push(chain.map((it) => it.name).join(' → '));
    found.set(last.name, root);
  }
  const own = [...found.values()].map(({ service, suffering }) =>
    describeRoot({
      view,
      project,
      service,
      suffering,
      logs: symptoms.logs,
      checks,
      name: symptoms.names?.get(service.id),
    }),
  );
  const engine = [storageRoot(view, checks), engineEndedRoot(view, symptoms.forgotten ?? new Set())].filter(
    (root) => root !== undefined,
  );
  const whole = [...engine, ...projectRoots(view, symptoms)];
  // What is explained by the engine or the files is not told a second time.
  const left = own.filter((root) => !whole.some((cause) => causes(cause, root)));
  const threats = dataRoots(view, symptoms).filter((root) => !left.some((it) => it.service === root.service));
  return [...whole.map((root) => withSufferers(root, own)), ...left.sort(bySufferers), ...threats];
}

/** What stands at the end of the chain to a cause that is no service. */
const origins: Readonly<Record<string, string>> = {
  'project-valid': 'the files',
  'external-resources': 'what is missing',
  'disk-space': 'the disk',
};

/** True when a cause of the whole project is the cause of this service's trouble, too. */
function causes(whole: Root, { error, service, suffering }: Root): boolean {
  if (whole.suffering.some((chain) => chain.startsWith(`${service} → `))) return true;
  if (whole.error === 'disk-space') return error === 'disk-full';
  return (
    (whole.error === 'project-valid' || whole.error === 'external-resources') &&
    error === undefined &&
    suffering.length === 0
  );
}

function withSufferers(whole: Root, own: readonly Root[]): Root {
  const origin = origins[whole.error ?? ''];
  if (origin === undefined) return whole;
  const hurt = own.filter((root) => causes(whole, root));
  return {
    ...whole,
    evidence: [...whole.evidence, ...hurt.flatMap((root) => (root.error === undefined ? [] : root.evidence))],
    suffering: hurt.flatMap(({ service, suffering }) => [
      `${service} → ${origin}`,
      ...suffering.map((chain) => `${chain} → ${origin}`),
    ]),
  };
}

function bySufferers(a: Root, b: Root): number {
  return b.suffering.length - a.suffering.length;
}

function notesOf(project: ProjectView): string[] {
  return project.services.flatMap((service) => [
    ...service.risks
      .filter((risk) => risk.known && risk.kind === 'tmpfs')
      .map((risk) => `${service.name}: ${risk.message}`),
    ...(service.drift ?? []).map((drift) => `${service.name}: ${drift.message}`),
  ]);
}
