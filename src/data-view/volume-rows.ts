import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { ageInWords, reasonsToKeep, sizeInWords, type VolumeFacts } from '../../core/backup/inventory.ts';
import type { Backup } from '../../core/backup/manifest.ts';
import type { DataRisk } from '../../core/stack/data-at-risk.ts';

/** A row of the Volumes view. Only rows made by it are taken as the argument of a command. */
export type DataRow =
  | {
      readonly kind: 'risk';
      readonly id: string;
      readonly service: string;
      readonly project: string;
      readonly risk: DataRisk;
    }
  | { readonly kind: 'volume'; readonly id: string; readonly facts: VolumeFacts; readonly risk?: DataRisk | undefined }
  | { readonly kind: 'backup'; readonly id: string; readonly backup: Backup }
  | { readonly kind: 'gone'; readonly id: string; readonly volume: string; readonly backups: readonly Backup[] };

/** What a row shows, as VS Code draws it. */
export function itemOf(row: DataRow, backups: number, now: number): TreeItem {
  switch (row.kind) {
    case 'risk':
      return riskItem(row);
    case 'volume':
      return volumeItem(row, backups, now);
    case 'backup':
      return backupItem(row.backup, now);
    case 'gone':
      return goneItem(row);
  }
}

/** The name by which a person knows a volume. */
export function nameOf(facts: VolumeFacts): string {
  if (facts.key !== undefined) return facts.key;
  if (!facts.volume.anonymous) return facts.name;
  const [user] = facts.users;
  return user === undefined ? facts.name.slice(0, 12) : `${user.service ?? user.container}: ${user.target}`;
}

function volumeItem({ id, facts, risk }: Extract<DataRow, { kind: 'volume' }>, backups: number, now: number): TreeItem {
  const item = new TreeItem(nameOf(facts), collapsible(backups));
  const last = facts.lastBackup;
  const backedUp = last === undefined ? l10n.t('no backup') : l10n.t('backed up {0}', ageInWords(last.at, now));
  const parts = [
    // A volume without a name is called by its user already.
    ...(facts.users.length === 0 ? [l10n.t('unused')] : facts.volume.anonymous ? [] : [usersInWords(facts)]),
    backedUp,
    ...(facts.size === undefined ? [] : [sizeInWords(facts.size)]),
    ...(facts.volume.anonymous ? [l10n.t('anonymous')] : []),
  ];
  item.id = id;
  item.description = parts.join(' · ');
  item.iconPath = volumeIcon(facts, risk);
  item.contextValue = [
    'volume',
    facts.locked ? 'locked' : 'open',
    facts.users.length === 0 ? 'unused' : 'used',
    ...(facts.volume.anonymous ? ['anonymous'] : []),
    ...(risk === undefined ? [] : ['risk']),
  ].join(' ');
  item.tooltip = volumeTooltip(facts, risk, now);
  const spoken = [
    nameOf(facts),
    ...(facts.locked ? [l10n.t('locked')] : []),
    ...parts,
    ...(risk ? [risk.message] : []),
  ];
  item.accessibilityInformation = { label: spoken.join(', ') };
  return item;
}

function volumeIcon(facts: VolumeFacts, risk: DataRisk | undefined): ThemeIcon {
  if (facts.locked) return new ThemeIcon('lock', new ThemeColor('testing.iconPassed'));
  if (risk !== undefined) return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  if (facts.users.length === 0) return new ThemeIcon('archive', new ThemeColor('disabledForeground'));
  return new ThemeIcon('database');
}

function volumeTooltip(facts: VolumeFacts, risk: DataRisk | undefined, now: number): MarkdownString {
  const text = new MarkdownString();
  text
    .appendMarkdown(`**${l10n.t('Volume')}** `)
    .appendText(facts.name)
    .appendMarkdown('\n\n');
  const line = (words: string) => text.appendText(words).appendMarkdown('\n\n');
  line(sizeInWords(facts.size));
  if (risk !== undefined) line(risk.message);
  if (facts.locked) line(l10n.t('Locked: "down -v", "volume rm" and "volume prune" leave it.'));
  for (const { container, running, target } of facts.users) {
    line(
      running
        ? l10n.t('{0} uses it at {1}', container, target)
        : l10n.t('{0} (not running) has it at {1}', container, target),
    );
  }
  if (facts.users.length === 0) {
    line(
      facts.unusedSince === undefined
        ? l10n.t('No container uses it.')
        : l10n.t('No container uses it; first seen so {0}.', ageInWords(facts.unusedSince, now)),
    );
    for (const reason of reasonsToKeep(facts)) line(reason);
  }
  return text;
}

function usersInWords({ users }: VolumeFacts): string {
  const names = [...new Set(users.map(({ service, container }) => service ?? container))];
  return names.length > 2 ? l10n.t('{0} services', names.length) : names.join(', ');
}

function backupItem(backup: Backup, now: number): TreeItem {
  const { id, level, data, verified, at } = backup;
  const item = new TreeItem(ageInWords(at, now), TreeItemCollapsibleState.None);
  const trial =
    verified === undefined
      ? l10n.t('not tried out')
      : verified.passed
        ? l10n.t('tried out {0}', ageInWords(verified.at, now))
        : l10n.t('FAILED when tried out');
  const parts = [levelWord(backup), sizeInWords(data.bytes), ...(data.encrypted ? [l10n.t('encrypted')] : []), trial];
  item.id = `backup:${id}`;
  item.description = parts.join(' · ');
  item.contextValue = `backup ${level}`;
  item.iconPath =
    verified === undefined
      ? new ThemeIcon(level === 'live' ? 'circle-large-outline' : 'save')
      : verified.passed
        ? new ThemeIcon('verified-filled', new ThemeColor('testing.iconPassed'))
        : new ThemeIcon('error', new ThemeColor('list.errorForeground'));
  const tooltip = new MarkdownString();
  const lines = [new Date(at).toLocaleString(), levelSentence(backup), id, ...(verified ? [verified.detail] : [])];
  for (const line of lines) tooltip.appendText(line).appendMarkdown('\n\n');
  item.tooltip = tooltip;
  item.accessibilityInformation = {
    label: l10n.t('Backup from {0}, {1}', ageInWords(at, now), parts.join(', ')),
  };
  return item;
}

function levelWord({ level }: Backup): string {
  if (level === 'logical') return l10n.t('database dump');
  return level === 'stopped' ? l10n.t('copy at rest') : l10n.t('copy while in use');
}

/** What can be expected of a backup of this level. */
export function levelSentence({ level }: Pick<Backup, 'level'>): string {
  if (level === 'logical') return l10n.t('The database itself wrote it out while it ran.');
  if (level === 'stopped') return l10n.t('Copied while nothing wrote to it.');
  return l10n.t('Copied while it was in use: like after a power cut at best. A database may not start from it.');
}

function riskItem({ id, service, risk }: Extract<DataRow, { kind: 'risk' }>): TreeItem {
  const item = new TreeItem(`${service}: ${risk.path}`, TreeItemCollapsibleState.None);
  item.id = id;
  item.description = risk.kind === 'tmpfs' ? l10n.t('only in memory') : l10n.t('inside the container, no volume');
  item.contextValue = `risk ${risk.kind}`;
  item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  item.tooltip = risk.message;
  item.accessibilityInformation = { label: `${service}: ${risk.message}` };
  return item;
}

function goneItem({ id, volume, backups }: Extract<DataRow, { kind: 'gone' }>): TreeItem {
  const item = new TreeItem(volume, collapsible(backups.length));
  item.id = id;
  item.description = l10n.t('gone, but backed up');
  item.contextValue = 'gone';
  item.iconPath = new ThemeIcon('history', new ThemeColor('disabledForeground'));
  item.accessibilityInformation = { label: l10n.t('{0}, gone, but backed up', volume) };
  return item;
}

function collapsible(children: number): TreeItemCollapsibleState {
  return children === 0 ? TreeItemCollapsibleState.None : TreeItemCollapsibleState.Collapsed;
}
