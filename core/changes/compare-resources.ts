import type { Project, Resource } from '../project/project.ts';
import { child } from '../project/value.ts';
import type { Change, ChangeKind } from './change.ts';
import { placeOf } from './compare-volumes.ts';
import { sameValue } from './plain-value.ts';

interface Section {
  readonly key: 'networks' | 'secrets' | 'configs';
  readonly noun: string;
  readonly kinds: { readonly removed: ChangeKind; readonly added: ChangeKind; readonly changed: ChangeKind };
  readonly consequence: string;
}

const sections: readonly Section[] = [
  {
    key: 'networks',
    noun: 'Network',
    kinds: { removed: 'network-removed', added: 'network-added', changed: 'network-changed' },
    consequence: 'services that met on it no longer reach each other',
  },
  {
    key: 'secrets',
    noun: 'Secret',
    kinds: { removed: 'secret-removed', added: 'secret-added', changed: 'secret-changed' },
    consequence: 'services that read it no longer start, or start without it',
  },
  {
    key: 'configs',
    noun: 'Config',
    kinds: { removed: 'config-removed', added: 'config-added', changed: 'config-changed' },
    consequence: 'services that read it no longer start, or start without it',
  },
];

/** Compares networks, secrets and configs. What is not written in any file (the default network) doesn't count. */
export function compareResources(before: Project, after: Project): Change[] {
  return sections.flatMap((section) => compareSection(section, before, after));
}

function compareSection({ key, noun, kinds, consequence }: Section, before: Project, after: Project): Change[] {
  const changes: Change[] = [];
  for (const resource of written(before[key])) {
    const now = after[key].get(resource.name);
    if (now === undefined || now.definitions.length === 0) {
      const message = `${noun} "${resource.name}" is removed: ${consequence}.`;
      changes.push({ kind: kinds.removed, name: resource.name, message, before: placeOf(resource), after: null });
    } else if (key !== 'networks' && hasSource(resource) && !hasSource(now)) {
      const message = `${noun} "${resource.name}" no longer says where its content comes from: ${consequence}.`;
      changes.push({
        kind: kinds.removed,
        name: resource.name,
        message,
        before: placeOf(resource),
        after: placeOf(now),
      });
    } else if (!sameValue(resource.value, now.value)) {
      const message = `${noun} "${resource.name}" is described otherwise.`;
      changes.push({
        kind: kinds.changed,
        name: resource.name,
        message,
        before: placeOf(resource),
        after: placeOf(now),
      });
    }
  }
  for (const resource of written(after[key])) {
    const old = before[key].get(resource.name);
    if (old !== undefined && old.definitions.length > 0) continue;
    const message = `${noun} "${resource.name}" is new.`;
    changes.push({ kind: kinds.added, name: resource.name, message, before: null, after: placeOf(resource) });
  }
  return changes;
}

/** Whether a secret or config says where its content is. */
function hasSource({ value }: Resource): boolean {
  return ['file', 'environment', 'content', 'external', 'driver'].some((key) => child(value, key) !== undefined);
}

function written(resources: ReadonlyMap<string, Resource>): Resource[] {
  return [...resources.values()].filter(({ definitions }) => definitions.length > 0);
}
