import type { Resource, Service } from '../../core/project/project.ts';
import { nameOf } from '../compose-names.ts';
import { stateTitle } from '../features/code-lens.ts';
import { code, fileLink, plain } from '../markdown.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Occurrence } from '../symbols/occurrence.ts';

/** A summary of a service, volume, network … by its name. */
export function describeSymbol(snapshot: Snapshot, symbol: Occurrence): string | undefined {
  const { project } = snapshot;
  switch (symbol.kind) {
    case 'service': {
      const service = project.services.get(symbol.name) ?? project.disabledServices.get(symbol.name);
      return service === undefined ? undefined : describeService(snapshot, service);
    }
    case 'volume':
      return describeResource(snapshot, 'volume', project.volumes.get(symbol.name));
    case 'network':
      return describeResource(snapshot, 'network', project.networks.get(symbol.name));
    case 'secret':
      return describeResource(snapshot, 'secret', project.secrets.get(symbol.name));
    case 'config':
      return describeResource(snapshot, 'config', project.configs.get(symbol.name));
    case 'model':
      return describeResource(snapshot, 'model', project.models.get(symbol.name));
    case 'profile': {
      const services = allServices(snapshot).filter((service) =>
        service.profiles.some((one) => one.value === symbol.name),
      );
      return `Profile **${plain(symbol.name)}**: ${services.map((service) => plain(service.name)).join(', ')}`;
    }
    default:
      return undefined;
  }
}

function describeService(snapshot: Snapshot, service: Service): string {
  const { project, live } = snapshot;
  const lines = [
    `Service **${plain(service.name)}**${project.disabledServices.has(service.name) ? ' (off: no active profile)' : ''}`,
  ];
  const containers = live?.services.filter((one) => one.project === project.name && one.service === service.name);
  if (containers !== undefined) lines.push(`- Now: ${stateTitle(containers)}`);
  if (service.image !== undefined) lines.push(`- Image: ${code(service.image.value)}`);
  if (service.build?.context !== undefined) lines.push(`- Built from ${code(service.build.context.value)}`);
  const ports = service.ports.filter((port) => port.published !== undefined).map((port) => code(portText(port)));
  if (ports.length > 0) lines.push(`- Ports: ${ports.join(', ')}`);
  const mounts = service.mounts.map(
    (mount) => `${code(mount.source?.value ?? '(anonymous)')} at ${code(mount.target)}`,
  );
  if (mounts.length > 0) lines.push(`- Mounts: ${mounts.join(', ')}`);
  if (service.dependsOn.length > 0)
    lines.push(`- Starts after: ${service.dependsOn.map((one) => plain(one.service)).join(', ')}`);
  const needed = allServices(snapshot).filter((other) => other.dependsOn.some((one) => one.service === service.name));
  if (needed.length > 0)
    lines.push(
      `- Needed by: ${needed
        .map((other) => plain(other.name))
        .slice(0, 10)
        .join(', ')}${needed.length > 10 ? ', …' : ''}`,
    );
  lines.push(
    ...definedIn(
      snapshot,
      service.definitions.map(({ key }) => key.file),
    ),
  );
  return lines.join('\n');
}

function portText(port: Service['ports'][number]): string {
  const range = ({ first, last }: { readonly first: number; readonly last: number }) =>
    first === last ? `${first}` : `${first}-${last}`;
  const published = port.published === undefined ? '' : `${range(port.published)}:`;
  return `${port.hostIp === undefined ? '' : `${port.hostIp}:`}${published}${range(port.target)}/${port.protocol}`;
}

function describeResource(snapshot: Snapshot, kind: string, resource: Resource | undefined): string | undefined {
  if (resource === undefined) return undefined;
  const lines = [`${kind[0]?.toUpperCase()}${kind.slice(1)} **${plain(resource.name)}**`];
  lines.push(
    resource.external
      ? `- External: ${code(resource.engineName)} must exist before`
      : `- Named ${code(resource.engineName)} by the engine`,
  );
  const users = allServices(snapshot).filter((service) => uses(service, kind, resource.name));
  lines.push(
    users.length === 0
      ? '- Used by no service'
      : `- Used by ${users
          .map((service) => plain(service.name))
          .slice(0, 10)
          .join(', ')}${users.length > 10 ? ', …' : ''}`,
  );
  lines.push(
    ...definedIn(
      snapshot,
      resource.definitions.map(({ key }) => key.file),
    ),
  );
  return lines.join('\n');
}

function uses(service: Service, kind: string, name: string): boolean {
  switch (kind) {
    case 'volume':
      return service.mounts.some((mount) => mount.type === 'volume' && mount.source?.value === name);
    case 'network':
      return service.networks.some((one) => one.value === name);
    case 'secret':
      return service.secrets.some((one) => one.value === name);
    case 'config':
      return service.configs.some((one) => one.value === name);
    default:
      return service.models.some((one) => one.value === name);
  }
}

function allServices({ project }: Snapshot): Service[] {
  return [...project.services.values(), ...project.disabledServices.values()];
}

/** Names the files, when it isn't this one alone. */
function definedIn(snapshot: Snapshot, files: readonly string[]): string[] {
  const distinct = [...new Set(files)];
  if (distinct.length === 1 && distinct[0] === snapshot.file) return [];
  return [`- Defined in ${distinct.map((file) => fileLink(nameOf(file), snapshot.uri(file))).join(', ')}`];
}
