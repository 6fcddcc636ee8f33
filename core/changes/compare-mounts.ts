import type { Mount, Service } from '../project/project.ts';
import type { Change } from './change.ts';
import type { ServicePair } from './service-pair.ts';

/** How a service's data is no longer where it was: mounts that are gone, lost their name, or lead elsewhere. */
export function compareMounts({ before, after, renamedVolumes, sameSource }: ServicePair): Change[] {
  const afterByTarget = new Map(after.mounts.map((mount) => [targetOf(mount), mount]));
  const beforeTargets = new Set(before.mounts.map(targetOf));
  const changes: Change[] = [];
  for (const mount of before.mounts) {
    if (!keepsData(mount)) continue;
    const now = afterByTarget.get(targetOf(mount));
    if (now === undefined) {
      const moved = after.mounts.find(
        (other) => !beforeTargets.has(targetOf(other)) && !mount.anonymous && sameSource(mount, other),
      );
      if (moved === undefined) changes.push(detached(after, mount));
      else if (!isReadOnlyBind(mount)) changes.push(movedTo(after, mount, moved, moved.target));
      continue;
    }
    if (mount.anonymous || sameSource(mount, now)) continue;
    if (now.anonymous) changes.push(madeAnonymous(after, mount, now));
    else if (now.source === undefined) changes.push(detached(after, mount, now));
    else if (isReadOnlyBind(mount)) continue;
    else if (mount.type === 'volume' && renamedVolumes.get(nameOf(mount)) === now.source.value) continue;
    else changes.push(movedTo(after, mount, now, placeIn(now)));
  }
  return changes;
}

/** What a mount is called in changes: its volume, its host path, or for an anonymous one its path in the container. */
export function nameOf(mount: Mount): string {
  return mount.source?.value ?? mount.target;
}

function targetOf(mount: Mount): string {
  return mount.target.length > 1 ? mount.target.replace(/(?<!\/)\/+$/, '') : mount.target;
}

function keepsData(mount: Mount): boolean {
  return mount.type === 'volume' || mount.type === 'bind' || mount.type === 'cluster';
}

/** A mount's source, with the folder within it. */
function placeIn(mount: Mount): string {
  return mount.subpath === undefined ? nameOf(mount) : `${nameOf(mount)}/${mount.subpath}`;
}

/** What a service can't write to holds no data of its own. */
function isReadOnlyBind(mount: Mount): boolean {
  return mount.type === 'bind' && mount.readOnly;
}

function detached(service: Service, mount: Mount, now?: Mount): Change {
  const what = mount.anonymous ? 'its volume' : `"${nameOf(mount)}"`;
  const instead = now ? `; what is at ${mount.target} now is kept in memory and lost at each stop` : '';
  return {
    kind: 'volume-detached',
    name: nameOf(mount),
    service: service.name,
    message: `Service "${service.name}" loses ${what} at ${mount.target}: it starts without the data in it${instead}.`,
    before: mount.location,
    after: now?.location ?? null,
  };
}

function madeAnonymous(service: Service, mount: Mount, now: Mount): Change {
  return {
    kind: 'volume-made-anonymous',
    name: nameOf(mount),
    service: service.name,
    message: `Service "${service.name}" has an anonymous volume at ${mount.target} instead of "${nameOf(mount)}": it starts empty, and a cleanup takes it.`,
    before: mount.location,
    after: now.location,
  };
}

function movedTo(service: Service, mount: Mount, now: Mount, to: string): Change {
  const where =
    to === now.target
      ? `finds "${nameOf(mount)}" at ${to} instead of ${mount.target}`
      : `uses "${to}" instead of "${placeIn(mount)}" at ${mount.target}`;
  return {
    kind: 'volume-moved',
    name: nameOf(mount),
    service: service.name,
    to,
    message: `Service "${service.name}" ${where}: it starts without the data that it had.`,
    before: mount.location,
    after: now.location,
  };
}
