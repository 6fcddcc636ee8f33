import {
  commands,
  type Disposable,
  EventEmitter,
  env,
  type LogOutputChannel,
  l10n,
  type TreeView,
  window,
} from 'vscode';
import type { EngineImage } from '../../core/stack/engine-image.ts';
import { imageUse, networkUse, type Resource } from '../../core/stack/resources.ts';
import type { Engine } from '../../io/engine/engine.ts';
import type { Stack } from '../stack-view/stack.ts';
import { type ResourceNode, resourceItem } from './resource-items.ts';

/** Milliseconds: a build or a pull sends many events about images. */
const settle = 500;

/** The views of networks and images: what there is, how large, and who uses it. Nothing is asked while they are closed. */
export function showResources(options: {
  readonly stack: Stack;
  readonly log: LogOutputChannel;
  /** Called when one of the views is opened or closed. */
  readonly onVisibility: () => void;
}): Disposable & { readonly visible: boolean } {
  const { stack, log, onVisibility } = options;
  let images: { readonly of: Engine; readonly list: readonly EngineImage[] } | undefined;
  let timer: NodeJS.Timeout | undefined;

  const networks = view('holdfast.networks', 'network', () =>
    networkUse(stack.snapshot.networks.values(), stack.snapshot.containers.values()),
  );
  const imageView = view('holdfast.images', 'image', () =>
    images === undefined ? [] : imageUse(images.list, stack.snapshot.containers.values()),
  );

  async function readImages(): Promise<void> {
    timer = undefined;
    const { engine } = stack;
    if (engine === undefined || !imageView.tree.visible) return;
    try {
      images = { of: engine, list: await engine.images() };
      imageView.renew();
    } catch (error) {
      log.error(`images: ${error instanceof Error ? error.message : error}`);
    }
  }
  const readSoon = () => {
    timer ??= setTimeout(() => void readImages(), settle);
  };

  const parts: Disposable[] = [
    networks,
    imageView,
    stack.onDidChange(() => {
      networks.renew();
      if (images?.of === stack.engine) imageView.renew();
      else if (imageView.tree.visible) readSoon();
    }),
    stack.onEngineEvent(({ type }) => {
      if (type !== 'image') return;
      images = undefined;
      if (imageView.tree.visible) readSoon();
    }),
    networks.tree.onDidChangeVisibility(onVisibility),
    imageView.tree.onDidChangeVisibility(({ visible }) => {
      onVisibility();
      if (visible && images?.of !== stack.engine) void readImages();
    }),
    commands.registerCommand('holdfast.copyResourceName', (node: ResourceNode | undefined) => {
      if (node?.kind !== 'resource') return;
      window.setStatusBarMessage(l10n.t('Copied: {0}', node.resource.name), 3000);
      return env.clipboard.writeText(node.resource.name);
    }),
  ];
  return {
    get visible() {
      return networks.tree.visible || imageView.tree.visible;
    },
    dispose() {
      clearTimeout(timer);
      for (const part of parts) part.dispose();
    },
  };
}

/** A tree of resources with their users; it is drawn anew only when it differs. */
function view(
  id: string,
  of: 'network' | 'image',
  list: () => readonly Resource[],
): Disposable & { readonly tree: TreeView<ResourceNode>; renew(): void } {
  const changed = new EventEmitter<undefined>();
  let drawn = '';
  const tree = window.createTreeView<ResourceNode>(id, {
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren(node) {
        if (node === undefined) {
          const resources = list();
          drawn = JSON.stringify(resources);
          return resources.map((resource) => ({ kind: 'resource', of, resource }));
        }
        if (node.kind === 'user') return [];
        const { users, id: owner } = node.resource;
        return users.map((user) => ({ kind: 'user', id: `${owner}/${user.container}`, user }));
      },
      getTreeItem: resourceItem,
    },
  });
  return {
    tree,
    renew() {
      if (tree.visible && JSON.stringify(list()) !== drawn) changed.fire(undefined);
    },
    dispose() {
      tree.dispose();
      changed.dispose();
    },
  };
}
