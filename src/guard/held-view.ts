import {
  commands,
  type Disposable,
  EventEmitter,
  l10n,
  MarkdownString,
  ThemeIcon,
  TreeItem,
  TreeItemCheckboxState,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import { describeChange, describeKind, plainName, plainText, shownName, summarizeChanges } from './describe-change.ts';
import { fileName } from './file-name.ts';
import type { HeldChanges, HeldProposal } from './held-changes.ts';

/** A row: a proposal, or one of its changes. Only rows made here are taken as the argument of a command. */
export type HeldNode =
  | { readonly kind: 'proposal'; readonly id: string }
  | { readonly kind: 'change'; readonly id: string; readonly changeId: string };

const nodes = new Map<string, HeldNode>();

function nodeFor(node: HeldNode): HeldNode {
  const key = node.kind === 'proposal' ? node.id : `${node.id}\n${node.changeId}`;
  const known = nodes.get(key) ?? node;
  nodes.set(key, known);
  return known;
}

/** True for a row of the view, and for nothing that another extension or an agent could make up. */
export function isHeldNode(value: unknown): value is HeldNode {
  return [...nodes.values()].some((node) => node === value);
}

/** The "Held Changes" view: proposals, and under each the changes that wait, with boxes to tick what may go. */
export function showHeldView(held: HeldChanges): Disposable {
  const changed = new EventEmitter<HeldNode | undefined>();
  const view = window.createTreeView<HeldNode>('holdfast.held', {
    manageCheckboxStateManually: true,
    showCollapseAll: false,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren(node) {
        if (!node) return held.list().map(({ proposal }) => nodeFor({ kind: 'proposal', id: proposal.id }));
        const proposal = node.kind === 'proposal' ? held.find(node.id)?.proposal : undefined;
        return proposal?.changes.map(({ id }) => nodeFor({ kind: 'change', id: proposal.id, changeId: id })) ?? [];
      },
      getTreeItem(node) {
        const entry = held.find(node.id);
        if (!entry) return new TreeItem('');
        return node.kind === 'proposal' ? proposalItem(entry) : changeItem(entry, node.changeId);
      },
    },
  });
  const refresh = () => {
    const count = held.list().length;
    view.badge =
      count === 0
        ? undefined
        : { value: count, tooltip: count === 1 ? l10n.t('1 held edit') : l10n.t('{0} held edits', count) };
    changed.fire(undefined);
    void commands.executeCommand('setContext', 'holdfast.hasHeld', count > 0);
  };
  const subscriptions = [
    held.onDidChange(refresh),
    view.onDidChangeCheckboxState(({ items }) => {
      for (const [node, state] of items) {
        if (node.kind !== 'change') continue;
        held.tick(node.id, node.changeId, state === TreeItemCheckboxState.Checked ? 'on' : 'off');
      }
    }),
    view,
    changed,
  ];
  refresh();
  return {
    dispose() {
      for (const subscription of subscriptions) subscription.dispose();
    },
  };
}

function proposalItem({ proposal }: HeldProposal): TreeItem {
  const files = proposal.proposed.map(({ file }) => fileName(file)).join(', ');
  const item = new TreeItem(files, TreeItemCollapsibleState.Expanded);
  item.id = proposal.id;
  item.description = `${summarizeChanges(proposal.changes)} · ${roadInWords(proposal.road, proposal.agent)}, ${age(proposal.createdAt)}`;
  item.iconPath = new ThemeIcon('lock');
  item.contextValue = 'proposal';
  item.tooltip = new MarkdownString().appendText(
    [
      l10n.t(
        'An edit of {0} in {1} was held {2} ({3}). The files are as they were, but for what could pass.',
        files,
        plainText(proposal.directory),
        age(proposal.createdAt),
        roadInWords(proposal.road, proposal.agent),
      ),
      l10n.t('Tick what may go, then approve; or drop the proposal to keep everything.'),
    ].join('\n\n'),
  );
  item.command = {
    command: 'holdfast.reviewHeldChanges',
    title: l10n.t('Review'),
    arguments: [nodeFor({ kind: 'proposal', id: proposal.id })],
  };
  return item;
}

function changeItem({ proposal, ticked }: HeldProposal, changeId: string): TreeItem {
  const change = proposal.changes.find(({ id }) => id === changeId);
  if (!change) return new TreeItem('');
  const item = new TreeItem(shownName(change));
  item.id = `${proposal.id}\n${changeId}`;
  item.description = describeKind(change);
  item.tooltip = plainText(change.message);
  item.contextValue = 'change';
  item.iconPath = new ThemeIcon(change.verdict === 'deny' ? 'error' : 'warning');
  const isTicked = ticked.has(changeId);
  item.checkboxState = {
    state: isTicked ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
    tooltip: isTicked ? l10n.t('May go once you approve') : l10n.t('Stays'),
    accessibilityInformation: { label: l10n.t('Let go: {0}', describeChange(change)), role: 'checkbox' },
  };
  item.accessibilityInformation = {
    label: isTicked ? l10n.t('{0}, may go', describeChange(change)) : l10n.t('{0}, stays', describeChange(change)),
  };
  return item;
}

function roadInWords(road: string, agent: string | undefined): string {
  if (agent) return l10n.t('from {0}', plainName(agent));
  if (road === 'save') return l10n.t('on save');
  return road === 'disk' ? l10n.t('written past the editor') : l10n.t('from a {0}', road);
}

function age(since: number): string {
  const minutes = Math.floor((Date.now() - since) / 60_000);
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 60) return l10n.t('{0} min ago', minutes);
  return minutes < 1440
    ? l10n.t('{0} h ago', Math.floor(minutes / 60))
    : l10n.t('{0} d ago', Math.floor(minutes / 1440));
}
