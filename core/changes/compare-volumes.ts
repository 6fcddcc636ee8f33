import type { Project, Resource } from '../project/project.ts';
import type { Change } from './change.ts';
import { sameValue, toPlain } from './plain-value.ts';
import { allServices } from './service-pair.ts';

/** What happened to the named volumes of a project. */
export interface VolumeChanges {
  readonly changes: readonly Change[];
  /** Old name to new name, for volumes that go on under another name in the file. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** Compares top-level volumes. A volume is the same while the engine's name for it is. */
export function compareVolumes(before: Project, after: Project): VolumeChanges {
  const changes: Change[] = [];
  const renamed = new Map<string, string>();
  const added = [...after.volumes.values()].filter(({ name }) => !before.volumes.has(name));
  const [usesBefore, usesAfter] = [mountsByVolume(before), mountsByVolume(after)];

  for (const volume of before.volumes.values()) {
    const now = after.volumes.get(volume.name);
    if (now !== undefined) {
      changes.push(...compareVolume({ volume, now, before, after }));
      continue;
    }
    const same = added.find((other) => sameEngineName({ volume, now: other, before, after }));
    const successor = same ?? findSuccessor({ volume, added, before, after, usesBefore, usesAfter });
    if (successor !== undefined) renamed.set(volume.name, successor.name);
    if (successor === undefined) changes.push(removed(volume, usesBefore.get(volume.name) ?? []));
    else if (same === undefined) changes.push(renamedTo(volume, successor, successor.name));
  }
  const successors = new Set(renamed.values());
  for (const volume of added) {
    if (successors.has(volume.name)) continue;
    changes.push({
      kind: 'volume-added',
      name: volume.name,
      message: `Volume "${volume.name}" is new.`,
      before: null,
      after: placeOf(volume),
    });
  }
  return { changes, renamed };
}

/** Where a resource is defined: its last definition's block. */
export function placeOf(resource: Resource): Change['before'] {
  return resource.definitions.at(-1)?.block ?? null;
}

interface Sides {
  readonly volume: Resource;
  readonly now: Resource;
  readonly before: Project;
  readonly after: Project;
}

function compareVolume({ volume, now, before, after }: Sides): Change[] {
  if (!sameEngineName({ volume, now, before, after })) return [renamedTo(volume, now, now.engineName)];
  const keys = new Set([...volume.value.entries.keys(), ...now.value.entries.keys()]);
  keys.delete('name');
  if ([...keys].every((key) => part(volume, key) === part(now, key))) return [];
  const place = { name: volume.name, before: placeOf(volume), after: placeOf(now) };
  const moved = ['driver', 'driver_opts'].some((key) => part(volume, key) !== part(now, key));
  if (!moved) return [{ kind: 'volume-changed', message: `Volume "${volume.name}" is described otherwise.`, ...place }];
  return [
    {
      kind: 'volume-moved',
      message: `Volume "${volume.name}" has another driver or other driver options: Compose must make it anew, without the data in it.`,
      ...place,
    },
  ];
}

/** What Compose does without is as good as written: the driver `local`, no options. */
function part(volume: Resource, key: string): string {
  const value = volume.value.entries.get(key)?.value;
  const text = value === undefined ? '' : JSON.stringify(toPlain(value));
  return text === 'null' || text === '{}' || text === '"local"' ? '' : text;
}

function sameEngineName({ volume, now, before, after }: Sides): boolean {
  if (volume.engineName === now.engineName) return true;
  const byProject = (project: Project, resource: Resource) =>
    resource.engineName === `${project.name}_${resource.name}`;
  return volume.name === now.name && byProject(before, volume) && byProject(after, now);
}

/** The new volume that every service mounts where it mounted the old one. */
function findSuccessor(options: {
  readonly volume: Resource;
  readonly added: readonly Resource[];
  readonly before: Project;
  readonly after: Project;
  readonly usesBefore: MountsByVolume;
  readonly usesAfter: MountsByVolume;
}): Resource | undefined {
  const { volume, added, before, after, usesBefore, usesAfter } = options;
  const uses = usesBefore.get(volume.name) ?? [];
  if (uses.length === 0) {
    const alike = added.filter((other) => sameValue(other.value, volume.value));
    return added.length === 1 && before.volumes.size === after.volumes.size ? alike[0] : undefined;
  }
  const targets = new Set(uses.map(({ target }) => target));
  return added.find((other) => {
    const now = usesAfter.get(other.name) ?? [];
    return now.length >= uses.length && now.every(({ target }) => targets.has(target));
  });
}

interface VolumeMount {
  readonly service: string;
  readonly target: string;
}

type MountsByVolume = ReadonlyMap<string, readonly VolumeMount[]>;

/** Where services mount each named volume. */
function mountsByVolume(project: Project): MountsByVolume {
  const found = new Map<string, VolumeMount[]>();
  for (const service of allServices(project).values()) {
    for (const { type, source, target } of service.mounts) {
      if (type !== 'volume' || source === undefined) continue;
      const mounts = found.get(source.value);
      if (mounts) mounts.push({ service: service.name, target });
      else found.set(source.value, [{ service: service.name, target }]);
    }
  }
  return found;
}

function removed(volume: Resource, mounts: readonly VolumeMount[]): Change {
  const users = [...new Set(mounts.map(({ service }) => service))];
  const hanging = users.length > 0 ? `; it holds data of ${users.map((name) => `"${name}"`).join(', ')}` : '';
  return {
    kind: 'volume-removed',
    name: volume.name,
    message: `Volume "${volume.name}" is removed${hanging}. Its data no longer belongs to the project, and a cleanup takes it.`,
    before: placeOf(volume),
    after: null,
  };
}

function renamedTo(volume: Resource, now: Resource, to: string): Change {
  return {
    kind: 'volume-renamed',
    name: volume.name,
    to,
    message: `Volume "${volume.name}" is called "${to}" now: that is a new, empty volume, and the data stays behind in the old one.`,
    before: placeOf(volume),
    after: placeOf(now),
  };
}
