import { basename } from 'node:path';
import { l10n } from 'vscode';
import type { ChangeKind } from '../../core/changes/change.ts';
import type { ProposedChange } from '../../core/guard/approval.ts';
import { visibleText } from '../../core/text/visible-text.ts';

interface Words {
  /** With a name: `service l9-postgres removed`. */
  readonly named: (name: string) => string;
  /** Beside the name: `service removed`. */
  readonly short: () => string;
  /** Several of them; at least two. */
  readonly many: (count: number) => string;
}

/** Kinds that lose nothing; only a person's own levels hold them. */
type HarmlessKind = `${'service' | 'volume' | 'network' | 'secret' | 'config'}-${'added' | 'changed'}`;

const words: Readonly<Record<Exclude<ChangeKind, HarmlessKind>, Words>> = {
  'service-removed': {
    named: (name) => l10n.t('service {0} removed', name),
    short: () => l10n.t('service removed'),
    many: (count) => l10n.t('{0} services removed', count),
  },
  'service-renamed': {
    named: (name) => l10n.t('service {0} renamed', name),
    short: () => l10n.t('service renamed'),
    many: (count) => l10n.t('{0} services renamed', count),
  },
  'service-disabled': {
    named: (name) => l10n.t('service {0} disabled', name),
    short: () => l10n.t('service disabled'),
    many: (count) => l10n.t('{0} services disabled', count),
  },
  'volume-removed': {
    named: (name) => l10n.t('volume {0} removed', name),
    short: () => l10n.t('volume removed'),
    many: (count) => l10n.t('{0} volumes removed', count),
  },
  'volume-renamed': {
    named: (name) => l10n.t('volume {0} renamed', name),
    short: () => l10n.t('volume renamed'),
    many: (count) => l10n.t('{0} volumes renamed', count),
  },
  'volume-detached': {
    named: (name) => l10n.t('volume {0} detached', name),
    short: () => l10n.t('volume detached'),
    many: (count) => l10n.t('{0} volumes detached', count),
  },
  'volume-made-anonymous': {
    named: (name) => l10n.t('volume {0} made anonymous', name),
    short: () => l10n.t('volume made anonymous'),
    many: (count) => l10n.t('{0} volumes made anonymous', count),
  },
  'volume-moved': {
    named: (name) => l10n.t('volume {0} moved', name),
    short: () => l10n.t('volume moved'),
    many: (count) => l10n.t('{0} volumes moved', count),
  },
  'network-removed': {
    named: (name) => l10n.t('network {0} removed', name),
    short: () => l10n.t('network removed'),
    many: (count) => l10n.t('{0} networks removed', count),
  },
  'secret-removed': {
    named: (name) => l10n.t('secret {0} removed', name),
    short: () => l10n.t('secret removed'),
    many: (count) => l10n.t('{0} secrets removed', count),
  },
  'config-removed': {
    named: (name) => l10n.t('config {0} removed', name),
    short: () => l10n.t('config removed'),
    many: (count) => l10n.t('{0} configs removed', count),
  },
  'project-renamed': {
    named: (name) => l10n.t('project {0} renamed', name),
    short: () => l10n.t('project renamed'),
    many: (count) => l10n.t('{0} projects renamed', count),
  },
  'file-removed': {
    named: (name) => l10n.t('file {0} removed', name),
    short: () => l10n.t('file removed'),
    many: (count) => l10n.t('{0} files removed', count),
  },
  'file-shortened': {
    named: (name) => l10n.t('file {0} shortened', name),
    short: () => l10n.t('file shortened'),
    many: (count) => l10n.t('{0} files shortened', count),
  },
  'file-unreadable': {
    named: (name) => l10n.t('file {0} unreadable', name),
    short: () => l10n.t('file unreadable'),
    many: (count) => l10n.t('{0} files unreadable', count),
  },
  'include-removed': {
    named: (name) => l10n.t('include {0} removed', name),
    short: () => l10n.t('include removed'),
    many: (count) => l10n.t('{0} includes removed', count),
  },
  'image-changed': {
    named: (name) => l10n.t('image {0} changed', name),
    short: () => l10n.t('image changed'),
    many: (count) => l10n.t('{0} images changed', count),
  },
  'dependency-removed': {
    named: (name) => l10n.t('dependency {0} removed', name),
    short: () => l10n.t('dependency removed'),
    many: (count) => l10n.t('{0} dependencies removed', count),
  },
  'healthcheck-removed': {
    named: (name) => l10n.t('healthcheck {0} removed', name),
    short: () => l10n.t('healthcheck removed'),
    many: (count) => l10n.t('{0} healthchecks removed', count),
  },
  'environment-retargeted': {
    named: (name) => l10n.t('environment {0} retargeted', name),
    short: () => l10n.t('environment retargeted'),
    many: (count) => l10n.t('{0} variables retargeted', count),
  },
  'port-unpublished': {
    named: (name) => l10n.t('port {0} unpublished', name),
    short: () => l10n.t('port unpublished'),
    many: (count) => l10n.t('{0} ports unpublished', count),
  },
  'container-renamed': {
    named: (name) => l10n.t('container {0} renamed', name),
    short: () => l10n.t('container renamed'),
    many: (count) => l10n.t('{0} containers renamed', count),
  },
  'user-changed': {
    named: (name) => l10n.t('user of {0} changed', name),
    short: () => l10n.t('user changed'),
    many: (count) => l10n.t('{0} users changed', count),
  },
};

function wordsOf(kind: ChangeKind): Words | undefined {
  return (words as Partial<Record<ChangeKind, Words>>)[kind];
}

/** A change in a few words: `service l9-postgres removed`. */
export function describeChange(change: ProposedChange): string {
  const from = takenFrom(change);
  if (from) return l10n.t('volumes of {0} detached from {1}', from, plainName(change.service ?? ''));
  const [subject = '', ...verb] = change.kind.split('-');
  const known = wordsOf(change.kind);
  const name = `${shownName(change)}${ownerOf(change)}`;
  return `${known ? known.named(name) : `${subject} ${name} ${verb.join(' ')}`}${targetOf(change)}`;
}

/** The same beside the name: `service removed`, `volume detached · db`. */
export function describeKind(change: ProposedChange): string {
  const { kind, name, service } = change;
  const owner = service !== undefined && service !== name ? ` · ${plainName(service)}` : '';
  return `${wordsOf(kind)?.short() ?? kind.replaceAll('-', ' ')}${targetOf(change)}${owner}`;
}

/** A change of which only the id is known, as `changeId` makes it, or a rule of commands: `service removed: db`. */
export function describeChangeId(id: string): string {
  const [kind = '', ...about] = id.split(':');
  const known = Object.hasOwn(words, kind) ? wordsOf(kind as ChangeKind)?.short() : undefined;
  return [
    known ?? plainName(kind.replaceAll('-', ' ')),
    ...(about.length > 0 ? [plainName(about.join(':'))] : []),
  ].join(': ');
}

/** What a change is about: `service l9-postgres`, `dependency l9-redis of l9-api`. */
export function subjectOf(change: ProposedChange): string {
  const from = takenFrom(change);
  if (from) return l10n.t('volumes of {0} in {1}', from, plainName(change.service ?? ''));
  return `${change.kind.split('-')[0]} ${shownName(change)}${ownerOf(change)}`;
}

/** The name of what a change is about; of a file without its folder. */
export function shownName(change: ProposedChange): string {
  const { kind, name } = change;
  const from = takenFrom(change);
  if (from) return l10n.t('volumes of {0}', from);
  return plainName(kind.startsWith('file-') ? basename(name) : name);
}

/** `3 services removed, 1 volume detached, 4 other changes`: what is denied first, the rest as a number. */
export function summarizeChanges(changes: readonly ProposedChange[]): string {
  const denied = changes.filter(({ verdict }) => verdict === 'deny');
  const named = denied.length > 0 ? denied : changes;
  const counts = new Map<ChangeKind, number>();
  for (const { kind } of named) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts].map(([kind, count]) => {
    const known = wordsOf(kind);
    if (!known) return `${count} × ${kind.replaceAll('-', ' ')}`;
    return count === 1 ? `1 ${known.short()}` : known.many(count);
  });
  const others = changes.length - named.length;
  if (others === 1) parts.push(l10n.t('1 other change'));
  else if (others > 1) parts.push(l10n.t('{0} other changes', others));
  return parts.join(', ');
}

/** The first of some texts, joined: `a, b and 3 more`. */
export function listed(given: readonly string[], most: number): string {
  const items = [...new Set(given)];
  if (items.length > most) return l10n.t('{0} and {1} more', items.slice(0, most).join(', '), items.length - most);
  if (items.length < 2) return items.join('');
  return l10n.t('{0} and {1}', items.slice(0, -1).join(', '), items.at(-1) ?? '');
}

/**
 * A name from a file for a place in VS Code: on one line, with nothing hidden, and without what VS Code takes for a link
 * (`[text](command:…)` in notifications) or an icon (`$(check)` in labels).
 */
export function plainName(name: string): string {
  return plainText(name, 120);
}

/** The same for a sentence that has names in it. */
export function plainText(text: string, most = 500): string {
  return visibleText(text, most).replaceAll('](', '] (').replaceAll('$(', '$ (');
}

/** The service or container whose volumes another service no longer takes over; undefined for every other change. */
function takenFrom({ kind, name }: ProposedChange): string | undefined {
  const from = /^volumes_from:(?:container:)?(.+)$/s.exec(name)?.[1];
  return kind === 'volume-detached' && from !== undefined ? plainName(from) : undefined;
}

function ownerOf({ name, service }: ProposedChange): string {
  return service !== undefined && service !== name ? l10n.t(' of {0}', plainName(service)) : '';
}

function targetOf({ to }: ProposedChange): string {
  return to === undefined ? '' : l10n.t(' to {0}', plainName(to));
}
