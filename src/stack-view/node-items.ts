import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { exitCodeInWords } from '../../core/stack/exit-code.ts';
import { isFine, type ServiceState, stateInWords } from '../../core/stack/service-state.ts';
import type { ContainerView, ProjectView, ServiceView } from '../../core/stack/stack.ts';
import type { StackNode } from './nodes.ts';

/** What a row shows, as plain data, so that two can be compared. */
export interface NodeLook {
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly color?: string | undefined;
  /** Words that menus ask for: `service running declared`. */
  readonly context: string;
  /** For screen readers: all that the row says. */
  readonly spoken: string;
  readonly collapsible: 'none' | 'collapsed' | 'expanded';
}

const icons: Readonly<Record<ServiceState, readonly [icon: string, color?: string]>> = {
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

export function lookOf(node: StackNode): NodeLook {
  switch (node.kind) {
    case 'project':
      return projectLook(node.view);
    case 'service':
      return serviceLook(node.view, node.project.project !== undefined);
    case 'container':
      return containerLook(node.view);
    case 'loose':
      return {
        label: 'Without Compose',
        description: counted(node.view.length, 'container'),
        icon: 'package',
        context: 'loose',
        spoken: `${counted(node.view.length, 'container')} that Compose did not make`,
        collapsible: 'collapsed',
      };
  }
}

/** The row as VS Code wants it, without its tooltip. */
export function toItem(node: StackNode, look: NodeLook = lookOf(node)): TreeItem {
  const state = {
    none: TreeItemCollapsibleState.None,
    collapsed: TreeItemCollapsibleState.Collapsed,
    expanded: TreeItemCollapsibleState.Expanded,
  }[look.collapsible];
  const item = new TreeItem(look.label, state);
  item.id = node.id;
  item.description = look.description;
  item.iconPath = new ThemeIcon(look.icon, look.color === undefined ? undefined : new ThemeColor(look.color));
  item.contextValue = look.context;
  item.accessibilityInformation = { label: look.spoken };
  return item;
}

function projectLook(project: ProjectView): NodeLook {
  const { services } = project;
  const up = services.filter(({ state }) => isFine(state)).length;
  const unknown = services.some(({ state }) => state === 'unknown');
  const orphans = services.filter(({ declared }) => !declared).length;
  const parts = [unknown ? counted(services.length, 'service') : `${up} of ${services.length} up`];
  if (orphans > 0) parts.push(`${orphans} not in the file`);
  if (project.project?.valid === false) parts.push('file has errors');
  if (project.project === undefined) parts.push('not in this workspace');
  const trouble = services.some(({ state }) => state === 'failed' || state === 'unhealthy' || state === 'restarting');
  const description = parts.join(', ');
  return {
    label: project.name,
    description,
    icon: 'layers',
    color: trouble ? 'list.warningForeground' : undefined,
    context: words(
      'project',
      project.project !== undefined && 'declared',
      services.some((it) => isRunning(it.state)) && 'running',
    ),
    spoken: `Project ${project.name}, ${description}`,
    collapsible: project.project === undefined ? 'collapsed' : 'expanded',
  };
}

function serviceLook(service: ServiceView, inWorkspace: boolean): NodeLook {
  const { state, containers, drift = [], risks, obstacles, declared } = service;
  const [icon, color] = icons[state];
  const single = containers.length === 1 ? containers[0] : undefined;
  const parts: string[] = declared ? [] : ['not in the file'];
  parts.push(single === undefined ? stateInWords[state] : containerState(single));
  const ports = containers.flatMap((container) => container.ports.map((port) => String(port.hostPort)));
  if (containers.length > 1) parts.push(`${containers.length} containers`);
  if (obstacles.length > 0) parts.push('blocked');
  if (risks.some((risk) => risk.known)) parts.push('data at risk');
  if (drift.length > 0) parts.push('differs from the file');
  if (ports.length > 0) parts.push(`:${[...new Set(ports)].join(' :')}`);
  const description = parts.join(' · ');
  return {
    label: service.name,
    description,
    icon,
    color,
    context: words(
      'service',
      isRunning(state) ? 'running' : 'down',
      state,
      !declared ? 'orphan' : inWorkspace && 'declared',
      containers.length > 0 && 'made',
      ports.length > 0 && 'ports',
    ),
    spoken: `Service ${service.name}, ${description.replaceAll(' · ', ', ')}`,
    collapsible: containers.length > 0 ? 'collapsed' : 'none',
  };
}

function containerLook(view: ContainerView): NodeLook {
  const { container, state, ports, risks } = view;
  const [icon, color] = icons[state];
  const parts = [containerState(view)];
  if (ports.length > 0) parts.push(ports.map((port) => `${port.hostPort}→${port.containerPort}`).join(' '));
  if (risks.some((risk) => risk.known)) parts.push('data at risk');
  const description = parts.join(' · ');
  return {
    label: container.name,
    description,
    icon,
    color,
    context: words('container', isRunning(state) ? 'running' : 'down', state, 'made', ports.length > 0 && 'ports'),
    spoken: `Container ${container.name}, ${description.replaceAll(' · ', ', ')}`,
    collapsible: 'none',
  };
}

/** `failed: killed because it ran out of memory`, `running, 3 restarts`. */
function containerState({ container, state }: ContainerView): string {
  const restarts = container.details?.restartCount ?? 0;
  const why = state === 'failed' || state === 'restarting' ? exitCodeInWords(container) : undefined;
  const again = restarts > 0 ? `, ${counted(restarts, 'restart')}` : '';
  return `${stateInWords[state]}${why ? `: ${why}` : ''}${again}`;
}

export function isRunning(state: ServiceState): boolean {
  return ['running', 'healthy', 'unhealthy', 'starting', 'restarting', 'partly', 'paused'].includes(state);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function words(...parts: readonly (string | false | undefined)[]): string {
  return parts.filter((part) => typeof part === 'string').join(' ');
}
