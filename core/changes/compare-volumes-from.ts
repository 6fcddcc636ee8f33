import type { Service } from '../project/project.ts';
import { child, itemsOf, textOf } from '../project/value.ts';
import type { Location } from '../text/source.ts';
import type { Change } from './change.ts';
import { nameOf } from './compare-mounts.ts';
import { allServices, type ServicePair } from './service-pair.ts';

/** Whose volumes a service takes over, as written: `db`, `container:backup`. */
interface Source {
  readonly name: string;
  readonly location: Location;
}

/**
 * Services and containers whose volumes a service no longer gets by `volumes_from`. One that is gone itself is told as
 * that; volumes that the service mounts on its own now are still there. The changes have `volumes_from:` before the name, which
 * no volume's name has.
 */
export function compareVolumesFrom(pair: ServicePair): Change[] {
  const { before, after, projectBefore, projectAfter, renamedServices, sameSource } = pair;
  const kept = new Set(sourcesOf(after).map(({ name }) => name));
  const now = allServices(projectAfter);
  return sourcesOf(before).flatMap(({ name, location }): Change[] => {
    const successor = renamedServices.get(name) ?? name;
    if (kept.has(successor)) return [];
    const isContainer = name.startsWith('container:');
    if (!isContainer && !now.has(successor)) return [];
    const mounts = (allServices(projectBefore).get(name)?.mounts ?? []).filter(({ type }) => type !== 'tmpfs');
    const mountsItself = mounts.every((mount) =>
      after.mounts.some((own) => own.target === mount.target && sameSource(mount, own)),
    );
    if (!isContainer && mounts.length > 0 && mountsItself) return [];
    const names = mounts.map((mount) => `"${nameOf(mount)}"`).join(', ');
    return [
      {
        kind: 'volume-detached',
        name: `volumes_from:${name}`,
        service: after.name,
        message: `Service "${after.name}" no longer gets the volumes of "${name}"${names && ` (${names})`}: it starts without the data in them.`,
        before: location,
        after: null,
      },
    ];
  });
}

function sourcesOf(service: Service): readonly Source[] {
  return itemsOf(child(service.value, 'volumes_from')).flatMap((item) => {
    const name = /^(container:)?[^:]+/.exec(textOf(item) ?? '')?.[0];
    return name === undefined ? [] : [{ name, location: item.location }];
  });
}
