import { cleanPath } from '../../images/data-paths.ts';
import type { Mount } from '../../project/project.ts';
import type { ContainerMount } from '../container.ts';
import type { Drift, DriftSubject } from '../drift-subject.ts';
import { isAnonymousName } from '../read-engine.ts';

export function compareMounts(subject: DriftSubject): readonly Drift[] {
  const { service, container, config } = subject;
  const running = new Map(container.mounts.map((mount) => [cleanPath(mount.target), mount]));
  const drifts: Drift[] = [];
  const declared = new Set<string>();
  for (const mount of service.mounts) {
    const target = cleanPath(mount.target);
    declared.add(target);
    if (mount.type === 'image' || mount.type === 'cluster' || mount.type === 'npipe') continue;
    if (mount.type === 'tmpfs') {
      if (running.get(target)?.type !== 'tmpfs' && !(target in config.tmpfs)) {
        drifts.push(missing(target, 'a tmpfs'));
      }
      continue;
    }
    const found = running.get(target);
    const wanted = sourceInWords(subject, mount);
    if (found === undefined) drifts.push(missing(target, wanted));
    else if (!sameSource(subject, mount, found)) {
      const holds = inWords(found);
      drifts.push({
        field: 'volumes',
        item: target,
        declared: wanted,
        running: holds,
        message: `${target} holds ${holds} in the container and ${wanted} in the file.`,
      });
    } else if (found.writable === mount.readOnly) {
      const [has, wants] = mount.readOnly ? ['writable', 'read-only'] : ['read-only', 'writable'];
      drifts.push({
        field: 'volumes',
        item: target,
        declared: wants,
        running: has,
        message: `${target} is ${has} in the container and ${wants} in the file.`,
      });
    }
  }
  return [...drifts, ...extra(subject, running, declared)];
}

function extra(
  { service, ownImage }: DriftSubject,
  running: ReadonlyMap<string, ContainerMount>,
  declared: ReadonlySet<string>,
): Drift[] {
  // Secrets and configs are bind mounts as well, and where each lands is Compose's business.
  const hasFiles = service.secrets.length > 0 || service.configs.length > 0;
  const byImage = new Set(ownImage?.volumes.map(cleanPath));
  return [...running]
    .filter(([target, mount]) => {
      if (declared.has(target) || mount.type === 'tmpfs') return false;
      if (hasFiles && mount.type === 'bind') return false;
      const anonymous = mount.type === 'volume' && isAnonymousName(mount.name ?? '');
      // Those are the image's own volumes; whether data is at risk in them is another question than drift.
      return !(anonymous && (byImage.has(target) || ownImage === undefined));
    })
    .map(([target, mount]) => ({
      field: 'volumes',
      item: target,
      running: inWords(mount),
      message: `The container has ${inWords(mount)} at ${target}; the file no longer mounts anything there.`,
    }));
}

function sameSource({ project }: DriftSubject, mount: Mount, found: ContainerMount): boolean {
  if (mount.type === 'bind') {
    const wanted = mount.source?.value ?? '';
    // Desktop engines put the host's path below a folder of their own virtual machine.
    return (
      found.type === 'bind' &&
      (samePath(found.source, wanted) || found.source.endsWith(wanted.replace(/^[A-Za-z]:/, '')))
    );
  }
  if (found.type !== 'volume') return false;
  if (mount.anonymous) return isAnonymousName(found.name ?? '');
  const key = mount.source?.value ?? '';
  return found.name === (project.volumes.get(key)?.engineName ?? key);
}

function samePath(a: string, b: string): boolean {
  return a.replace(/(?<!\/)\/+$/, '') === b.replace(/(?<!\/)\/+$/, '');
}

function sourceInWords({ project }: DriftSubject, mount: Mount): string {
  if (mount.type === 'bind') return `the folder ${mount.source?.value}`;
  if (mount.anonymous) return 'an anonymous volume';
  const key = mount.source?.value ?? '';
  return `the volume ${project.volumes.get(key)?.engineName ?? key}`;
}

function inWords(mount: ContainerMount): string {
  if (mount.type === 'volume') {
    return isAnonymousName(mount.name ?? '') ? 'an anonymous volume' : `the volume ${mount.name}`;
  }
  return `the folder ${mount.source}`;
}

function missing(target: string, wanted: string): Drift {
  return {
    field: 'volumes',
    item: target,
    declared: wanted,
    message: `The container has nothing mounted at ${target}; the file has ${wanted} there.`,
  };
}
