import { type Disposable, EventEmitter, type TreeDataProvider, type TreeItem, type TreeView, window } from 'vscode';
import type { StackView } from '../../core/stack/stack.ts';
import { lookOf, type NodeLook, toItem } from './node-items.ts';
import { tooltipOf } from './node-tooltips.ts';
import { childrenOf, type StackNode } from './nodes.ts';
import type { Stack } from './stack.ts';

export const stackViewId = 'holdfast.stack';

interface Row {
  /** The object that VS Code knows this row by; its content is looked up here. */
  readonly handle: Handle;
  node: StackNode;
  look: NodeLook;
  parent: string | undefined;
  children: readonly string[] | undefined;
}

export interface Handle {
  readonly id: string;
}

export interface StackTree extends Disposable {
  readonly tree: TreeView<Handle>;
  /** The rows that are selected, as they are now. */
  selected(): readonly StackNode[];
  /** The node behind what a menu hands to a command. */
  nodeOf(handle: unknown): StackNode | undefined;
}

/** Shows the stack as a tree. Only rows that look different are drawn anew, and nothing is done while it isn't visible. */
export function showStackTree(stack: Stack): StackTree {
  const changed = new EventEmitter<Handle[] | undefined>();
  const rows = new Map<string, Row>();
  let top: readonly string[] = [];

  function adopt(nodes: readonly StackNode[], parent: string | undefined): Handle[] {
    return nodes.map((node) => {
      const known = rows.get(node.id);
      if (known !== undefined) {
        known.node = node;
        known.look = lookOf(node);
        known.parent = parent;
        return known.handle;
      }
      const row: Row = { handle: { id: node.id }, node, look: lookOf(node), parent, children: undefined };
      rows.set(node.id, row);
      return row.handle;
    });
  }

  const provider: TreeDataProvider<Handle> = {
    onDidChangeTreeData: changed.event,
    getChildren(handle) {
      const row = handle && rows.get(handle.id);
      const nodes = childrenOf(stack.view, row?.node);
      const ids = nodes.map((node) => node.id);
      if (row === undefined) top = ids;
      else row.children = ids;
      return adopt(nodes, row?.handle.id);
    },
    getTreeItem(handle): TreeItem {
      const row = rows.get(handle.id);
      return row === undefined ? { label: '' } : toItem(row.node, row.look);
    },
    getParent(handle) {
      const parent = rows.get(handle.id)?.parent;
      return parent === undefined ? undefined : rows.get(parent)?.handle;
    },
    resolveTreeItem(item, handle) {
      const row = rows.get(handle.id);
      if (row !== undefined) item.tooltip = tooltipOf(row.node, Date.now());
      return item;
    },
  };

  const tree = window.createTreeView(stackViewId, {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
  });

  /** Compares what is drawn with what is, row by row, and asks for those that differ. */
  function update(view: StackView): void {
    badge(tree, view);
    if (!tree.visible) return;
    const different: Handle[] = [];
    const seen = new Set<string>();
    const topNodes = childrenOf(view, undefined);
    if (!same(top, topNodes.map(idOf))) {
      changed.fire(undefined);
      return;
    }
    const visit = (node: StackNode) => {
      seen.add(node.id);
      const row = rows.get(node.id);
      if (row === undefined) return;
      const look = lookOf(node);
      const children = childrenOf(view, node);
      row.node = node;
      const isDifferent =
        !sameLook(look, row.look) || (row.children !== undefined && !same(row.children, children.map(idOf)));
      row.look = look;
      if (isDifferent) different.push(row.handle);
      for (const child of children) visit(child);
    };
    for (const node of topNodes) visit(node);
    for (const id of rows.keys()) if (!seen.has(id)) rows.delete(id);
    if (different.length > 0) changed.fire(different);
  }

  const subscriptions: Disposable[] = [
    tree,
    changed,
    stack.onDidChange(update),
    tree.onDidChangeVisibility(({ visible }) => {
      if (visible) changed.fire(undefined);
    }),
  ];
  return {
    tree,
    selected: () => tree.selection.flatMap((handle) => rows.get(handle.id)?.node ?? []),
    nodeOf: (handle) => rows.get((handle as Handle | undefined)?.id ?? '')?.node,
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function badge(tree: TreeView<Handle>, view: StackView): void {
  const services = view.projects.flatMap((project) => (project.project === undefined ? [] : project.services));
  const inTrouble = services.filter(
    ({ state, declared }) => state === 'failed' || state === 'unhealthy' || state === 'restarting' || !declared,
  );
  const { length } = inTrouble;
  tree.badge =
    length === 0 ? undefined : { value: length, tooltip: `${length} service${length === 1 ? '' : 's'} in trouble` };
  tree.description = view.engine.kind === 'connected' ? view.engine.engine : '';
}

function idOf(node: StackNode): string {
  return node.id;
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}

function sameLook(a: NodeLook, b: NodeLook): boolean {
  return (
    a.label === b.label &&
    a.description === b.description &&
    a.icon === b.icon &&
    a.color === b.color &&
    a.context === b.context &&
    a.collapsible === b.collapsible
  );
}
