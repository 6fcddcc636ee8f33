import type { ServiceState } from './service-state.ts';
import type { ContainerView, ProjectView, ServiceView, StackView } from './stack.ts';

/** Which rows of the stack a person wants to see. */
export interface StackFilter {
  /** Words that all must be found in names, images or ports; case does not count. */
  readonly text: string;
  /** Any of them; none: all. */
  readonly conditions: readonly Condition[];
}

export const conditions = ['trouble', 'up', 'down', 'differs', 'at-risk'] as const;

export type Condition = (typeof conditions)[number];

export const noFilter: StackFilter = { text: '', conditions: [] };

export function isFiltering({ text, conditions: chosen }: StackFilter): boolean {
  return text.trim() !== '' || chosen.length > 0;
}

const trouble: ReadonlySet<ServiceState> = new Set(['failed', 'restarting', 'unhealthy', 'partly']);
const up: ReadonlySet<ServiceState> = new Set(['running', 'healthy', 'starting', 'unhealthy', 'paused', 'partly']);

export function isTrouble({ state, declared, obstacles }: ServiceView): boolean {
  return trouble.has(state) || !declared || obstacles.length > 0;
}

/** The stack with only what fits; a project stays when a service of it does. */
export function filterStack(stack: StackView, filter: StackFilter): StackView {
  if (!isFiltering(filter)) return stack;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const projects = stack.projects.flatMap((project): ProjectView[] => {
    const services = project.services.filter(
      (service) => meets(service, filter.conditions) && contains(wordsOf(service, project), words),
    );
    return services.length === 0 ? [] : [{ ...project, services }];
  });
  const loose = stack.loose.filter(
    (view) => meetsLoose(view, filter.conditions) && contains(wordsOfContainer(view), words),
  );
  return { ...stack, projects, loose };
}

const meetsCondition: Readonly<Record<Condition, (service: ServiceView) => boolean>> = {
  trouble: isTrouble,
  up: ({ state }) => up.has(state),
  down: ({ state }) => !up.has(state) && state !== 'restarting',
  differs: ({ drift }) => (drift?.length ?? 0) > 0,
  'at-risk': ({ risks }) => risks.some(({ known }) => known),
};

function meets(service: ServiceView, wanted: readonly Condition[]): boolean {
  return wanted.length === 0 || wanted.some((condition) => meetsCondition[condition](service));
}

function meetsLoose({ state, risks }: ContainerView, wanted: readonly Condition[]): boolean {
  if (wanted.length === 0) return true;
  return wanted.some(
    (condition) =>
      (condition === 'trouble' && trouble.has(state)) ||
      (condition === 'up' && up.has(state)) ||
      (condition === 'down' && !up.has(state) && state !== 'restarting') ||
      (condition === 'at-risk' && risks.some(({ known }) => known)),
  );
}

function wordsOf(service: ServiceView, project: ProjectView): readonly string[] {
  return [project.name, service.name, service.state, ...service.containers.flatMap(wordsOfContainer)];
}

function wordsOfContainer({ container, ports, state }: ContainerView): readonly string[] {
  return [container.name, container.image, container.id, state, ...ports.map(({ hostPort }) => `:${hostPort}`)];
}

function contains(texts: readonly string[], words: readonly string[]): boolean {
  const lower = texts.map((text) => text.toLowerCase());
  return words.every((word) => lower.some((text) => text.includes(word)));
}
