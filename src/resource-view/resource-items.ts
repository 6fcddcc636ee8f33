import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Resource, ResourceUser } from '../../core/stack/resources.ts';
import { bytesInWords } from '../../core/text/bytes-in-words.ts';
import { visibleText } from '../../core/text/visible-text.ts';

/** A row of the Networks or Images view: a resource, or a container that uses it. */
export type ResourceNode =
  | { readonly kind: 'resource'; readonly of: 'network' | 'image'; readonly resource: Resource }
  | { readonly kind: 'user'; readonly id: string; readonly user: ResourceUser };

export function resourceItem(node: ResourceNode): TreeItem {
  if (node.kind === 'user') {
    const { user } = node;
    const item = new TreeItem(user.container);
    item.id = node.id;
    item.description = user.running ? l10n.t('running') : l10n.t('not running');
    item.iconPath = new ThemeIcon(user.running ? 'play-circle' : 'debug-stop');
    item.accessibilityInformation = { label: `${user.container}, ${item.description}` };
    return item;
  }
  const { resource, of } = node;
  const { users, builtIn, size } = resource;
  const state = users.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
  const item = new TreeItem(resource.name, state);
  const isUnused = users.length === 0 && !builtIn;
  const parts = [
    size === undefined ? resource.driver : bytesInWords(size),
    users.length > 0 ? countUsers(users.length) : builtIn ? l10n.t('built in') : l10n.t('unused'),
  ];
  item.id = resource.id;
  item.description = parts.filter(Boolean).join(' · ');
  item.iconPath = new ThemeIcon(
    of === 'network' ? 'type-hierarchy' : 'package',
    isUnused ? new ThemeColor('disabledForeground') : undefined,
  );
  item.contextValue = `${of}${isUnused ? ' unused' : ''}`;
  item.tooltip = storyOf(resource);
  item.accessibilityInformation = { label: `${resource.name}, ${item.description.replaceAll(' · ', ', ')}` };
  return item;
}

function storyOf({ name, otherNames, project, id, driver, users }: Resource): MarkdownString {
  const text = new MarkdownString();
  const line = (words: string) => text.appendText(`${visibleText(words)}\n`);
  line(name);
  for (const other of otherNames) line(l10n.t('Also named {0}', other));
  if (driver !== '') line(l10n.t('Driver: {0}', driver));
  if (project !== undefined) line(l10n.t('Of the project {0}', project));
  if (users.length > 0) line(l10n.t('Used by {0}', users.map(({ container }) => container).join(', ')));
  line(l10n.t('ID: {0}', id.replace(/^sha256:/, '').slice(0, 12)));
  return text;
}

function countUsers(count: number): string {
  return count === 1 ? l10n.t('1 container') : l10n.t('{0} containers', count);
}
