import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { whyInWords } from '../../core/stack/exit-code.ts';
import { isFine, type ServiceState, stateInWords } from '../../core/stack/service-state.ts';
import type { ContainerView, ProjectView } from '../../core/stack/stack.ts';
import { troubleOf } from '../../core/stack/swarm.ts';
import type { Usage } from '../../core/stack/usage.ts';
import { visibleText } from '../../core/text/visible-text.ts';
import { say } from '../say.ts';
import { engineLook, groupLook, offerLook, stateLook } from './general-looks.ts';
import type { NodeLook } from './node-look.ts';
import { containersOf, type StackNode } from './nodes.ts';
import { usageInWords } from './usage-words.ts';

/** What looks need beyond the node itself. */
export interface LookContext {
  /** What a container uses, while that is asked for. */
  readonly usage: (containerId: string) => Usage | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export const icons: Readonly<Record<ServiceState, readonly [icon: string, color?: string]>> = {
  failed: ['error', 'list.errorForeground'],
  restarting: ['sync', 'list.warningForeground'],
  unhealthy: ['warning', 'list.warningForeground'],
  missing: ['circle-slash', 'disabledForeground'],
  created: ['circle-outline', 'disabledForeground'],
  stopped: ['debug-stop', 'disabledForeground'],
  partly: ['circle-large-outline', 'list.warningForeground'],
  paused: ['debug-pause', 'disabledForeground'],
  starting: ['clock', 'charts.yellow'],
  finished: ['check', 'testing.iconPassed'],
  running: ['play-circle', 'testing.iconPassed'],
  healthy: ['pass-filled', 'testing.iconPassed'],
  off: ['circle-outline', 'disabledForeground'],
  unknown: ['question', 'disabledForeground'],
};

export function lookOf(node: StackNode, context: LookContext): NodeLook {
  switch (node.kind) {
    case 'project':
      return projectLook(node.view, { isElsewhere: node.from !== undefined });
    case 'service':
      return serviceLook(node, context);
    case 'container':
      return containerLook(node.view, context);
    case 'loose': {
      const description = counted(node.view.length, 'container');
      return {
        label: l10n.t('Without Compose'),
        description,
        icon: 'package',
        context: 'loose',
        spoken: l10n.t('{0} that Compose did not make', description),
        collapsible: 'collapsed',
      };
    }
    case 'group':
      return groupLook(node.group, node.rows.length);
    case 'engine':
      return engineLook(node.label, node.content.view, { isChosen: node.from === undefined });
    case 'engine-state':
      return stateLook(node.view.engine);
    case 'offer':
      return offerLook(node.command);
    case 'swarm': {
      const { services, nodes } = node.swarm;
      const description = `${counted(services.length, 'service')}, ${counted(nodes.length, 'node')}`;
      return plainLook(l10n.t('Swarm'), description, { icon: 'organization', collapsible: 'collapsed' });
    }
    case 'swarm-service': {
      const { view } = node;
      const trouble = troubleOf(view);
      const isUp = view.running >= view.wanted || view.mode === 'job';
      const parts = [l10n.t('{0} of {1} tasks run', view.running, view.wanted), trouble].filter(Boolean);
      return plainLook(view.name, parts.join(' · '), {
        icon: isUp ? 'pass-filled' : 'error',
        color: isUp ? 'testing.iconPassed' : 'list.errorForeground',
      });
    }
    case 'swarm-node': {
      const { view } = node;
      const role = view.leader ? l10n.t('leader') : view.manager ? l10n.t('manager') : l10n.t('worker');
      return plainLook(view.hostname, [role, view.state, view.availability].join(' · '), {
        icon: 'server',
        color: view.state === 'ready' ? undefined : 'list.warningForeground',
      });
    }
  }
}

function plainLook(
  label: string,
  description: string,
  more: Pick<NodeLook, 'icon' | 'color'> & Partial<Pick<NodeLook, 'collapsible'>>,
): NodeLook {
  return { label, description, context: '', spoken: `${label}, ${description}`, collapsible: 'none', ...more };
}

/** The row as VS Code wants it, without its tooltip. */
export function toItem(node: StackNode, look: NodeLook): TreeItem {
  const state = {
    none: TreeItemCollapsibleState.None,
    collapsed: TreeItemCollapsibleState.Collapsed,
    expanded: TreeItemCollapsibleState.Expanded,
  }[look.collapsible];
  // Names come from labels that anybody may have given a container.
  const label = visibleText(look.label);
  const item = new TreeItem(label, state);
  item.id = node.id;
  item.description = visibleText(look.description);
  item.iconPath = new ThemeIcon(look.icon, look.color === undefined ? undefined : new ThemeColor(look.color));
  item.contextValue = look.context;
  item.accessibilityInformation = { label: visibleText(look.spoken) };
  if (look.command !== undefined) item.command = { command: look.command, title: label };
  return item;
}

function projectLook(project: ProjectView, { isElsewhere }: { readonly isElsewhere: boolean }): NodeLook {
  const { services } = project;
  const up = services.filter(({ state }) => isFine(state)).length;
  const unknown = services.some(({ state }) => state === 'unknown');
  const orphans = services.filter(({ declared }) => !declared).length;
  const parts =
    services.length === 0
      ? [l10n.t('no services')]
      : [unknown ? counted(services.length, 'service') : l10n.t('{0} of {1} up', up, services.length)];
  if (orphans > 0) parts.push(l10n.t('{0} not in the file', orphans));
  if (project.project?.valid === false) parts.push(l10n.t('file has errors'));
  if (project.project === undefined && !isElsewhere) parts.push(l10n.t('not in this workspace'));
  const trouble = services.some(({ state }) => state === 'failed' || state === 'unhealthy' || state === 'restarting');
  const description = parts.join(', ');
  const states = services.flatMap(({ containers }) => containers.map(({ state }) => state));
  return {
    label: project.name,
    description,
    icon: 'layers',
    color: trouble ? 'list.warningForeground' : undefined,
    context: words(
      'project',
      project.project !== undefined && 'declared',
      states.length > 0 && 'made',
      states.some(isRunning) && 'running',
      states.some((state) => !isRunning(state)) && 'down',
    ),
    spoken: l10n.t('Project {0}, {1}', project.name, description),
    collapsible: project.project === undefined ? 'collapsed' : 'expanded',
  };
}

function serviceLook(node: StackNode & { readonly kind: 'service' }, context: LookContext): NodeLook {
  const { view: service, project, namesProject } = node;
  const { state, containers, drift = [], risks, obstacles, declared } = service;
  const [icon, color] = icons[state];
  const single = containers.length === 1 ? containers[0] : undefined;
  const parts: string[] = namesProject ? [project.name] : [];
  if (!declared) parts.push(l10n.t('not in the file'));
  parts.push(single === undefined ? say(stateInWords[state]) : containerState(single, context.now));
  const ports = containers.flatMap((container) => container.ports.map((port) => String(port.hostPort)));
  if (containers.length > 1) parts.push(counted(containers.length, 'container'));
  if (obstacles.length > 0) parts.push(l10n.t('blocked'));
  if (risks.some((risk) => risk.known)) parts.push(l10n.t('data at risk'));
  if (drift.length > 0) parts.push(l10n.t('differs from the file'));
  if (ports.length > 0) parts.push(`:${[...new Set(ports)].join(' :')}`);
  const usage = usageInWords(containersOf(node).map(({ container }) => context.usage(container.id)));
  if (usage !== undefined) parts.push(usage);
  const description = parts.join(' · ');
  return {
    label: service.name,
    description,
    icon,
    color,
    context: words(
      'service',
      isRunning(state) && 'running',
      containers.some((container) => !isRunning(container.state)) && 'down',
      state,
      !declared ? 'orphan' : project.project !== undefined && 'declared',
      containers.length > 0 && 'made',
      ports.length > 0 && 'ports',
    ),
    spoken: l10n.t('Service {0}, {1}', service.name, description.replaceAll(' · ', ', ')),
    collapsible: containers.length > 0 ? 'collapsed' : 'none',
  };
}

function containerLook(view: ContainerView, context: LookContext): NodeLook {
  const { container, state, ports, risks } = view;
  const [icon, color] = icons[state];
  const parts = [containerState(view, context.now)];
  if (container.pod !== undefined) parts.push(l10n.t('pod {0}', container.pod.name));
  if (ports.length > 0) parts.push(ports.map((port) => `${port.hostPort}→${port.containerPort}`).join(' '));
  if (risks.some((risk) => risk.known)) parts.push(l10n.t('data at risk'));
  const usage = usageInWords([context.usage(container.id)]);
  if (usage !== undefined) parts.push(usage);
  const description = parts.join(' · ');
  return {
    label: container.name,
    description,
    icon,
    color,
    context: words('container', isRunning(state) ? 'running' : 'down', state, 'made', ports.length > 0 && 'ports'),
    spoken: l10n.t('Container {0}, {1}', container.name, description.replaceAll(' · ', ', ')),
    collapsible: 'none',
  };
}

/** Restarts from which on, and milliseconds after its start during which, a container counts as looping. */
const loop = { restarts: 3, window: 60_000 };

/** `failed: killed because it ran out of memory`, `running, 3 restarts, in a loop`. */
function containerState({ container, state }: ContainerView, now: number): string {
  const { restartCount = 0, startedAt } = container.details ?? {};
  const why = whyInWords({ container, state }, say);
  const again = restartCount > 0 ? `, ${counted(restartCount, 'restart')}` : '';
  const isYoung = startedAt !== undefined && now - Date.parse(startedAt) < loop.window;
  const loops = state === 'running' && restartCount >= loop.restarts && isYoung ? `, ${l10n.t('in a loop')}` : '';
  return `${say(stateInWords[state])}${why ? `: ${why}` : ''}${again}${loops}`;
}

export function isRunning(state: ServiceState): boolean {
  return ['running', 'healthy', 'unhealthy', 'starting', 'restarting', 'partly', 'paused'].includes(state);
}

function counted(count: number, noun: 'container' | 'restart' | 'service' | 'node'): string {
  switch (noun) {
    case 'container':
      return count === 1 ? l10n.t('1 container') : l10n.t('{0} containers', count);
    case 'restart':
      return count === 1 ? l10n.t('1 restart') : l10n.t('{0} restarts', count);
    case 'node':
      return count === 1 ? l10n.t('1 node') : l10n.t('{0} nodes', count);
    case 'service':
      return count === 1 ? l10n.t('1 service') : l10n.t('{0} services', count);
  }
}

function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string').join(' ');
}
