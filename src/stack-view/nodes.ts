import type { ContainerView, ProjectView, ServiceView, StackView } from '../../core/stack/stack.ts';

/** One row of the tree. Its id stays the same for as long as the thing it shows exists. */
export type StackNode =
  | { readonly kind: 'project'; readonly id: string; readonly view: ProjectView }
  | { readonly kind: 'service'; readonly id: string; readonly view: ServiceView; readonly project: ProjectView }
  | {
      readonly kind: 'container';
      readonly id: string;
      readonly view: ContainerView;
      readonly service?: ServiceView | undefined;
    }
  | { readonly kind: 'loose'; readonly id: string; readonly view: readonly ContainerView[] };

/** The rows below a row; below nothing, the top rows. */
export function childrenOf(stack: StackView, node: StackNode | undefined): readonly StackNode[] {
  if (node === undefined) return topNodes(stack);
  switch (node.kind) {
    case 'project':
      return node.view.services.map((view) => ({ kind: 'service', id: view.id, view, project: node.view }));
    case 'service':
      return node.view.containers.map((view) => ({ kind: 'container', id: view.id, view, service: node.view }));
    case 'loose':
      return node.view.map((view) => ({ kind: 'container', id: view.id, view }));
    default:
      return [];
  }
}

function topNodes(stack: StackView): StackNode[] {
  // An empty tree shows the welcome text, which says why there is no engine and offers to choose or start one.
  if (stack.engine.kind !== 'connected') return [];
  const nodes: StackNode[] = stack.projects.map((view) => ({ kind: 'project', id: view.id, view }));
  if (stack.loose.length > 0) nodes.push({ kind: 'loose', id: 'loose', view: stack.loose });
  return nodes;
}
