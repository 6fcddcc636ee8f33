import { basename } from 'node:path';
import {
  commands,
  type Disposable,
  EventEmitter,
  MarkdownString,
  ThemeIcon,
  TreeItem,
  TreeItemCheckboxState,
  TreeItemCollapsibleState,
  window,
} from 'vscode';
import type { ChangeKind } from '../../core/changes/change.ts';
import type { ProposedChange } from '../../core/guard/approval.ts';
import { describeChange, describeKind, type HeldChanges, type HeldProposal } from './held-changes.ts';

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
    view.badge = count === 0 ? undefined : { value: count, tooltip: `${count} held ${count === 1 ? 'edit' : 'edits'}` };
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
  const files = proposal.proposed.map(({ file }) => basename(file)).join(', ');
  const item = new TreeItem(files, TreeItemCollapsibleState.Expanded);
  item.id = proposal.id;
  item.description = `${summary(proposal.changes)} · ${roadInWords(proposal.road, proposal.agent)}, ${age(proposal.createdAt)}`;
  item.iconPath = new ThemeIcon('lock');
  item.contextValue = 'proposal';
  item.tooltip = new MarkdownString(
    `An edit of **${files}** in \`${proposal.directory}\` was held ${age(proposal.createdAt)} ` +
      `(${roadInWords(proposal.road, proposal.agent)}). The files are as they were, but for what could pass.\n\n` +
      'Tick what may go, then approve; or drop the proposal to keep everything.',
  );
  item.command = {
    command: 'holdfast.reviewHeldChanges',
    title: 'Review',
    arguments: [nodeFor({ kind: 'proposal', id: proposal.id })],
  };
  return item;
}

function changeItem({ proposal, ticked }: HeldProposal, changeId: string): TreeItem {
  const change = proposal.changes.find(({ id }) => id === changeId);
  if (!change) return new TreeItem('');
  const item = new TreeItem(change.name);
  item.id = `${proposal.id}\n${changeId}`;
  item.description = describeKind(change);
  item.tooltip = change.message;
  item.contextValue = 'change';
  item.iconPath = new ThemeIcon(change.verdict === 'deny' ? 'error' : 'warning');
  const isTicked = ticked.has(changeId);
  item.checkboxState = {
    state: isTicked ? TreeItemCheckboxState.Checked : TreeItemCheckboxState.Unchecked,
    tooltip: isTicked ? 'May go once you approve' : 'Stays',
    accessibilityInformation: { label: `Let go: ${describeChange(change)}`, role: 'checkbox' },
  };
  item.accessibilityInformation = { label: `${describeChange(change)}, ${isTicked ? 'may go' : 'stays'}` };
  return item;
}

/** `3 services removed, 1 volume detached, 4 other changes`: what is denied first, the rest as a number. */
export function summary(changes: readonly ProposedChange[]): string {
  const denied = changes.filter(({ verdict }) => verdict === 'deny');
  const named = denied.length > 0 ? denied : changes;
  const counts = new Map<ChangeKind, number>();
  for (const { kind } of named) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => {
    const [subject = '', ...verb] = kind.split('-');
    return `${count} ${count === 1 ? subject : plural(subject)} ${verb.join(' ')}`;
  });
  const others = changes.length - named.length;
  if (others > 0) parts.push(`${others} other ${others === 1 ? 'change' : 'changes'}`);
  return parts.join(', ');
}

function plural(noun: string): string {
  return noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

function roadInWords(road: string, agent: string | undefined): string {
  if (agent) return `from ${agent}`;
  return road === 'save' ? 'on save' : road === 'disk' ? 'written past the editor' : `from a ${road}`;
}

function age(since: number): string {
  const minutes = Math.floor((Date.now() - since) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 1440 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} d ago`;
}
