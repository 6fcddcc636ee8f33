import { type Disposable, EventEmitter, l10n, type TreeView, window } from 'vscode';
import type { VolumeFacts } from '../../core/backup/inventory.ts';
import { type DataRow, itemOf } from './volume-rows.ts';
import type { Volumes } from './volumes.ts';

export interface VolumesView extends Disposable {
  readonly tree: TreeView<DataRow>;
  /** The row behind what a menu hands to a command; nothing that another extension or an agent could make up. */
  rowOf(value: unknown): DataRow | undefined;
}

/** The "Volumes" view: every volume of the engine with its backups below it, what is at risk first. */
export function showVolumesView(volumes: Volumes): VolumesView {
  const changed = new EventEmitter<undefined>();
  let rows = new Map<string, DataRow>();

  /** The same object for the same row, since VS Code knows rows by them. */
  function keep(row: DataRow): DataRow {
    const known = rows.get(row.id);
    const kept = known === undefined ? row : Object.assign(known, row);
    rows.set(row.id, kept);
    return kept;
  }
  const backupsOf = (volume: string) => volumes.backups.filter((backup) => backup.volume === volume);

  /** Those of the workspace's own projects come first. */
  function top(): DataRow[] {
    const { inventory, risks, projects } = volumes;
    const isNear = ({ project, users }: VolumeFacts) =>
      users.some((user) => projects.has(user.project ?? '')) || projects.has(project ?? '');
    const there = new Set(inventory.map(({ name }) => name));
    const gone = [...new Set(volumes.backups.map(({ volume }) => volume))].filter((name) => !there.has(name)).sort();
    return [
      ...volumes.unkept.map(
        (it): DataRow => ({ kind: 'risk', id: `risk:${it.project}/${it.service}:${it.risk.path}`, ...it }),
      ),
      ...[...inventory]
        .sort((a, b) => Number(isNear(b)) - Number(isNear(a)))
        .map((facts): DataRow => ({ kind: 'volume', id: `volume:${facts.name}`, facts, risk: risks.get(facts.name) })),
      ...gone.map((volume): DataRow => ({ kind: 'gone', id: `gone:${volume}`, volume, backups: backupsOf(volume) })),
    ].map(keep);
  }

  const tree = window.createTreeView<DataRow>('holdfast.volumes', {
    canSelectMany: true,
    showCollapseAll: true,
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren(row) {
        if (row === undefined) return top();
        const volume = row.kind === 'volume' ? row.facts.name : row.kind === 'gone' ? row.volume : undefined;
        if (volume === undefined) return [];
        return backupsOf(volume).map((backup) => keep({ kind: 'backup', id: `backup:${backup.id}`, backup }));
      },
      getTreeItem: (row) => itemOf(row, row.kind === 'volume' ? backupsOf(row.facts.name).length : 0, Date.now()),
    },
  });

  function update(): void {
    rows = new Map(rows);
    const locked = volumes.inventory.filter((facts) => facts.locked).length;
    tree.description = locked === 0 ? '' : l10n.t('{0} locked', locked);
    if (tree.visible) changed.fire(undefined);
  }
  const subscriptions = [
    volumes.onDidChange(update),
    tree.onDidChangeVisibility(({ visible }) => {
      if (!visible) return;
      update();
      void volumes.refresh({ sizes: true });
    }),
  ];
  return {
    tree,
    rowOf: (value) => [...rows.values()].find((row) => row === value),
    dispose() {
      for (const part of [...subscriptions, tree, changed]) part.dispose();
    },
  };
}
