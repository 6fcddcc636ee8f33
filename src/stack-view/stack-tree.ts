import {
  type Disposable,
  EventEmitter,
  l10n,
  type TreeDataProvider,
  type TreeItem,
  type TreeView,
  window,
} from 'vscode';
import { filterStack } from '../../core/stack/filter-stack.ts';
import type { StackView } from '../../core/stack/stack.ts';
import type { EngineEndpoint } from '../../io/engine/endpoint.ts';
import { type Arrangement, filterInWords } from './arrangement.ts';
import { isRunning, lookOf, toItem } from './node-items.ts';
import type { NodeLook } from './node-look.ts';
import { tooltipOf } from './node-tooltips.ts';
import { childrenOf, containersOf, type StackNode, type TreeContent } from './nodes.ts';
import { watchOtherEngines } from './other-engines.ts';
import type { Stack } from './stack.ts';
import { watchUsage } from './usage-watch.ts';

const stackViewId = 'holdfast.stack';

interface Row {
  /** The object that VS Code knows this row by; its content is looked up here. */
  readonly handle: Handle;
  node: StackNode;
  look: NodeLook;
  parent: string | undefined;
  children: readonly string[] | undefined;
  /** False while its children are not to be seen. */
  isOpen: boolean;
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

export interface StackTreeOptions {
  readonly stack: Stack;
  readonly arrangement: Arrangement;
  readonly endpoint: () => EngineEndpoint | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Shows the stack as a tree. Only rows that look different are drawn anew, and nothing is done while it isn't visible. */
export function showStackTree({ stack, arrangement, endpoint, environment }: StackTreeOptions): StackTree {
  const changed = new EventEmitter<Handle[] | undefined>();
  const rows = new Map<string, Row>();
  let top: readonly string[] = [];
  const others = watchOtherEngines({ environment, chosen: endpoint, onChange: () => update() });
  const usage = watchUsage({ engine: () => stack.engine, watched: watchedContainers, onChange: () => update() });
  const context = () => ({ usage: usage.usage, now: Date.now() });

  function content(): TreeContent {
    const { filter, grouping } = arrangement;
    return {
      view: filterStack(stack.view, filter),
      swarm: stack.snapshot.swarm,
      grouping,
      others: others.list().map((other) => ({ ...other, view: filterStack(other.view, filter) })),
    };
  }

  function adopt(nodes: readonly StackNode[], parent: string | undefined): Handle[] {
    return nodes.map((node) => {
      const look = lookOf(node, context());
      const known = rows.get(node.id);
      if (known !== undefined) {
        Object.assign(known, { node, look, parent });
        return known.handle;
      }
      const handle = { id: node.id };
      const isOpen = look.collapsible === 'expanded';
      rows.set(node.id, { handle, node, look, parent, children: undefined, isOpen });
      return handle;
    });
  }

  const provider: TreeDataProvider<Handle> = {
    onDidChangeTreeData: changed.event,
    getChildren(handle) {
      const row = handle && rows.get(handle.id);
      const nodes = childrenOf(content(), row?.node);
      const ids = nodes.map((node) => node.id);
      if (row === undefined) top = ids;
      else row.children = ids;
      usage.wake();
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
      if (row !== undefined) item.tooltip = tooltipOf(row.node, context());
      return item;
    },
  };

  const tree = window.createTreeView(stackViewId, {
    treeDataProvider: provider,
    canSelectMany: true,
    showCollapseAll: true,
  });

  /** The running containers of the chosen engine whose row, or whose service's row, is to be seen. */
  function watchedContainers(): readonly string[] {
    if (!tree.visible) return [];
    const ids = new Set<string>();
    for (const { node, parent } of rows.values()) {
      if (node.kind !== 'service' && node.kind !== 'container') continue;
      if (node.from !== undefined || (parent !== undefined && rows.get(parent)?.isOpen !== true)) continue;
      for (const view of containersOf(node)) if (isRunning(view.state)) ids.add(view.container.id);
    }
    return [...ids];
  }

  /** Compares what is drawn with what is, row by row, and asks for those that differ. */
  function update(): void {
    const shown = content();
    describe(tree, stack.view, arrangement, shown);
    if (!tree.visible) return;
    const different: Handle[] = [];
    const seen = new Set<string>();
    const topNodes = childrenOf(shown, undefined);
    if (!same(top, topNodes.map(idOf))) {
      changed.fire(undefined);
      return;
    }
    const visit = (node: StackNode) => {
      seen.add(node.id);
      const row = rows.get(node.id);
      if (row === undefined) return;
      const look = lookOf(node, context());
      const children = childrenOf(shown, node);
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
    usage.wake();
  }

  const lookAround = () => others.show({ visible: tree.visible && arrangement.grouping === 'engine' });
  const setOpen = (handle: Handle, isOpen: boolean) => {
    const row = rows.get(handle.id);
    if (row !== undefined) row.isOpen = isOpen;
    usage.wake();
  };
  const subscriptions: Disposable[] = [
    tree,
    changed,
    others,
    usage,
    stack.onDidChange(update),
    arrangement.onDidChange(() => {
      lookAround();
      update();
    }),
    tree.onDidExpandElement(({ element }) => setOpen(element, true)),
    tree.onDidCollapseElement(({ element }) => setOpen(element, false)),
    tree.onDidChangeVisibility(({ visible }) => {
      lookAround();
      if (visible) changed.fire(undefined);
    }),
  ];
  lookAround();
  update();
  return {
    tree,
    selected: () => tree.selection.flatMap((handle) => rows.get(handle.id)?.node ?? []),
    nodeOf: (handle) => rows.get((handle as Handle | undefined)?.id ?? '')?.node,
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

/** What stands around the tree: the badge, the engine's name, and the filter. */
function describe(tree: TreeView<Handle>, view: StackView, { filter }: Arrangement, shown: TreeContent): void {
  const services = view.projects.flatMap((project) => (project.project === undefined ? [] : project.services));
  const { length } = services.filter(
    ({ state, declared }) => state === 'failed' || state === 'unhealthy' || state === 'restarting' || !declared,
  );
  const words = length === 1 ? l10n.t('1 service in trouble') : l10n.t('{0} services in trouble', length);
  if (tree.badge?.value !== (length || undefined)) {
    tree.badge = length === 0 ? undefined : { value: length, tooltip: words };
  }
  const description = view.engine.kind === 'connected' ? view.engine.engine : '';
  if (tree.description !== description) tree.description = description;
  // Without rows the welcome text says that the filter leaves nothing; it is shown only where there is no message.
  const isEmpty = childrenOf(shown, undefined).length === 0;
  const message = isEmpty ? '' : (filterInWords(filter) ?? '');
  if (tree.message !== message) tree.message = message;
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
