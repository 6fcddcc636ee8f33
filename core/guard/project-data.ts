import { basename } from 'pathe';
import { covers, dataPaths, isCovered } from '../images/data-paths.ts';
import { imageFacts } from '../images/image-facts.ts';
import type { Project, Service } from '../project/project.ts';

/**
 * Host folders in which services of a project keep their data: bind mounts over a known image's data path.
 *
 * @returns absolute paths
 */
export function dataFolders(project: Project): readonly string[] {
  const folders = new Set<string>();
  for (const service of services(project)) {
    const paths = pathsOf(service);
    for (const mount of service.mounts) {
      if (mount.type !== 'bind' || mount.source === undefined || mount.readOnly) continue;
      if (paths.some((data) => covers(mount.target, data.path) || covers(data.path, mount.target)))
        folders.add(mount.source.value);
    }
  }
  return [...folders];
}

/** The last part of a path by which people say that data is kept there. */
const dataName = /(?:^|[-_.])(?:data|db|dbs|databases?|storage|uploads?|media|attachments|backups?|volumes?|pgdata)$/i;

/**
 * Host folders that services write to and whose name, or whose place in the container, says that data is kept there. What is
 * inside may come and go; the folder as a whole may not.
 *
 * @returns absolute paths
 */
export function namedDataFolders(project: Project): readonly string[] {
  const folders = new Set<string>();
  for (const service of services(project)) {
    for (const mount of service.mounts) {
      if (mount.type !== 'bind' || mount.source === undefined || mount.readOnly) continue;
      const { value } = mount.source;
      if ([value, mount.target].some((path) => dataName.test(basename(path)))) folders.add(value);
    }
  }
  return [...folders];
}

/**
 * The services whose data is lost with their containers, in one sentence; undefined when none is known. A cache without a
 * volume is meant to lose what it holds.
 *
 * @param names services or containers that are meant; undefined: all
 */
export function dataAtRisk(project: Project, names?: readonly string[] | undefined): string | undefined {
  const found: string[] = [];
  for (const service of services(project)) {
    if (names !== undefined && !names.some((name) => isCalled(project, service, name))) continue;
    if (service.image !== undefined && imageFacts(service.image.value)?.oftenCache) continue;
    const targets = service.mounts
      .filter((mount) => mount.type !== 'tmpfs' && !mount.anonymous)
      .map((mount) => mount.target);
    const lost = pathsOf(service).find((data) => !data.replaceable && !isCovered(data, targets));
    if (lost !== undefined) found.push(`service ${service.name} at ${lost.path}`);
  }
  return found.length === 0 ? undefined : found.join(', ');
}

function isCalled(project: Project, service: Service, name: string): boolean {
  const made = `${project.name}-${service.name}-`;
  const number = name.startsWith(made) || name.startsWith(made.replaceAll('-', '_')) ? name.slice(made.length) : '';
  return name === service.name || name === service.containerName?.value || /^\d+$/.test(number);
}

function services(project: Project): readonly Service[] {
  return [...project.services.values(), ...project.disabledServices.values()];
}

function pathsOf(service: Service): ReturnType<typeof dataPaths> {
  const image = service.image?.value;
  if (image === undefined || imageFacts(image) === undefined) return [];
  const environment = new Map([...service.environment].map(([name, { value }]) => [name, value]));
  const command = [...(service.entrypoint?.value ?? []), ...(service.command?.value ?? [])];
  return dataPaths({ image, environment, command });
}
