import { isTrouble } from '../../core/stack/filter-stack.ts';
import type { ServiceState } from '../../core/stack/service-state.ts';
import type { ContainerView, ProjectView, ServiceView, StackView } from '../../core/stack/stack.ts';
import type { Swarm, SwarmNode, SwarmService } from '../../core/stack/swarm.ts';
import type { Engine } from '../../io/engine/engine.ts';

/** By what the rows of the stack are put together. */
export type Grouping = 'project' | 'state' | 'engine';

/** An engine besides the chosen one, while the rows are grouped by engine. */
export interface OtherEngine {
  /** Its endpoint's id. */
  readonly id: string;
  readonly label: string;
  readonly view: StackView;
  readonly swarm?: Swarm | undefined;
  /** Undefined while there is no connection. */
  readonly engine: Engine | undefined;
}

/** What the tree is made from. */
export interface TreeContent {
  /** Filtered already. */
  readonly view: StackView;
  readonly swarm?: Swarm | undefined;
  readonly grouping: Grouping;
  readonly others: readonly OtherEngine[];
}

/** The rows of things that run; `from` is the engine when it is not the chosen one. */
interface Placed {
  readonly id: string;
  readonly from?: OtherEngine | undefined;
}

/** One row of the tree. Its id stays the same for as long as the thing it shows exists. */
export type StackNode =
  | (Placed & { readonly kind: 'project'; readonly view: ProjectView })
  | (Placed & {
      readonly kind: 'service';
      readonly view: ServiceView;
      readonly project: ProjectView;
      /** True where the row does not stand below its project. */
      readonly namesProject?: boolean | undefined;
    })
  | (Placed & { readonly kind: 'container'; readonly view: ContainerView; readonly service?: ServiceView | undefined })
  | (Placed & { readonly kind: 'loose'; readonly view: readonly ContainerView[] })
  | { readonly kind: 'group'; readonly id: string; readonly group: StateGroup; readonly rows: readonly StackNode[] }
  | {
      readonly kind: 'engine';
      readonly id: string;
      readonly label: string;
      readonly content: TreeContent;
      readonly from?: OtherEngine | undefined;
    }
  | { readonly kind: 'engine-state'; readonly id: string; readonly view: StackView }
  | { readonly kind: 'offer'; readonly id: string; readonly command: 'holdfast.chooseEngine' | 'holdfast.startEngine' }
  | { readonly kind: 'swarm'; readonly id: string; readonly swarm: Swarm }
  | { readonly kind: 'swarm-service'; readonly id: string; readonly view: SwarmService }
  | { readonly kind: 'swarm-node'; readonly id: string; readonly view: SwarmNode };

const stateGroups = ['trouble', 'up', 'down', 'ended', 'unknown'] as const;

export type StateGroup = (typeof stateGroups)[number];

/** The rows below a row; below nothing, the top rows. */
export function childrenOf(content: TreeContent, node: StackNode | undefined): readonly StackNode[] {
  if (node === undefined) return content.grouping === 'engine' ? engineNodes(content) : topNodes(content);
  const { from } = node as Partial<Placed>;
  const prefix = from === undefined ? '' : `${from.id}|`;
  switch (node.kind) {
    case 'project':
      return node.view.services.map((view) => ({
        kind: 'service',
        id: prefix + view.id,
        view,
        project: node.view,
        from,
      }));
    case 'service':
      return node.view.containers.map((view) => ({
        kind: 'container',
        id: prefix + view.id,
        view,
        service: node.view,
        from,
      }));
    case 'loose':
      return node.view.map((view) => ({ kind: 'container', id: prefix + view.id, view, from }));
    case 'group':
      return node.rows;
    case 'engine':
      return topNodes(node.content, node.from);
    case 'swarm':
      return [
        ...node.swarm.services.map(
          (view): StackNode => ({ kind: 'swarm-service', id: `swarm-service:${view.id}`, view }),
        ),
        ...node.swarm.nodes.map((view): StackNode => ({ kind: 'swarm-node', id: `swarm-node:${view.id}`, view })),
      ];
    default:
      return [];
  }
}

function topNodes(content: TreeContent, from?: OtherEngine): readonly StackNode[] {
  const { view, swarm, grouping } = content;
  const prefix = from === undefined ? '' : `${from.id}|`;
  const nodes: StackNode[] = [];
  if (view.engine.kind !== 'connected' && from !== undefined)
    return [{ kind: 'engine-state', id: `${prefix}state`, view }];
  if (view.engine.kind !== 'connected') {
    // What is declared is shown all the same. Without any of it the welcome text says why there is nothing.
    if (view.projects.length === 0) return [];
    nodes.push({ kind: 'engine-state', id: 'engine-state', view });
    if (view.engine.kind !== 'connecting') {
      nodes.push({ kind: 'offer', id: 'offer-choose', command: 'holdfast.chooseEngine' });
      nodes.push({ kind: 'offer', id: 'offer-start', command: 'holdfast.startEngine' });
    }
  }
  if (grouping === 'state') return [...nodes, ...groupNodes(view)];
  for (const project of view.projects) nodes.push({ kind: 'project', id: prefix + project.id, view: project, from });
  if (view.loose.length > 0) nodes.push({ kind: 'loose', id: `${prefix}loose`, view: view.loose, from });
  if (swarm !== undefined && swarm.nodes.length > 0) nodes.push({ kind: 'swarm', id: `${prefix}swarm`, swarm });
  return nodes;
}

function engineNodes(content: TreeContent): readonly StackNode[] {
  const { view, others } = content;
  const label = view.engine.kind === 'none' ? '' : view.engine.engine;
  const own: StackNode = { kind: 'engine', id: 'engine:', label, content: { ...content, grouping: 'project' } };
  return [
    own,
    ...others.map(
      (from): StackNode => ({
        kind: 'engine',
        id: `engine:${from.id}`,
        label: from.label,
        content: { view: from.view, swarm: from.swarm, grouping: 'project', others: [] },
        from,
      }),
    ),
  ];
}

function groupNodes(view: StackView): readonly StackNode[] {
  const groups = new Map<StateGroup, StackNode[]>(stateGroups.map((group) => [group, []]));
  for (const project of view.projects) {
    for (const service of project.services) {
      const group = isTrouble(service) ? 'trouble' : groupOf(service.state);
      groups.get(group)?.push({ kind: 'service', id: service.id, view: service, project, namesProject: true });
    }
  }
  for (const container of view.loose) {
    groups.get(groupOf(container.state))?.push({ kind: 'container', id: container.id, view: container });
  }
  return [...groups].flatMap(([group, rows]) =>
    rows.length === 0 ? [] : [{ kind: 'group', id: `group:${group}`, group, rows }],
  );
}

function groupOf(state: ServiceState): StateGroup {
  switch (state) {
    case 'failed':
    case 'restarting':
    case 'unhealthy':
    case 'partly':
      return 'trouble';
    case 'running':
    case 'healthy':
    case 'starting':
    case 'paused':
      return 'up';
    case 'finished':
      return 'ended';
    case 'unknown':
      return 'unknown';
    default:
      return 'down';
  }
}

/** The containers that a row shows or has below it. */
export function containersOf(node: StackNode): readonly ContainerView[] {
  switch (node.kind) {
    case 'container':
      return [node.view];
    case 'service':
      return node.view.containers;
    case 'project':
      return node.view.services.flatMap(({ containers }) => containers);
    case 'loose':
      return node.view;
    default:
      return [];
  }
}
