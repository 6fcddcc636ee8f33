import type { Dependency, Port, Service } from '../project/project.ts';
import type { Change } from './change.ts';
import type { ServicePair } from './service-pair.ts';

/** Ports that the host no longer publishes. Another host port for the same container port is no loss. */
export function comparePorts({ before, after }: ServicePair): Change[] {
  return before.ports
    .filter((port) => !isPublished(port, after.ports))
    .filter(() => after.networkMode?.value !== 'host')
    .map((port) => ({
      kind: 'port-unpublished',
      name: portName(port),
      service: after.name,
      message: `Service "${after.name}" no longer publishes port ${portName(port)}: what connects to it from outside fails.`,
      before: port.location,
      after: null,
    }));
}

/** `127.0.0.1:8080:80/tcp` in the fewest words: without what is default. */
function portName(port: Port): string {
  const range = ({ first, last }: Port['target']) => (first === last ? `${first}` : `${first}-${last}`);
  const host = port.hostIp ? `${port.hostIp}:` : '';
  const published = port.published ? `${range(port.published)}:` : '';
  return `${host}${published}${range(port.target)}${port.protocol === 'tcp' ? '' : `/${port.protocol}`}`;
}

/** True when every container port of a mapping is published, by one mapping or by several. */
function isPublished({ target, protocol }: Port, ports: readonly Port[]): boolean {
  const same = ports.filter((port) => port.protocol === protocol).map((port) => port.target);
  let next = target.first;
  while (next <= target.last) {
    const reached = Math.max(
      ...same.filter(({ first, last }) => first <= next && next <= last).map(({ last }) => last),
      -1,
    );
    if (reached < next) return false;
    next = reached + 1;
  }
  return true;
}

/** Services that a service no longer depends on, in whichever way it was said. */
export function compareDependencies({ before, after, renamedServices }: ServicePair): Change[] {
  const now = new Set(after.dependsOn.filter(isDependency).map(({ service }) => service));
  const seen = new Set<string>();
  const changes: Change[] = [];
  for (const dependency of before.dependsOn.filter(isDependency)) {
    const name = dependency.service;
    if (seen.has(name) || now.has(name) || now.has(renamedServices.get(name) ?? name)) continue;
    seen.add(name);
    changes.push({
      kind: 'dependency-removed',
      name,
      service: after.name,
      message: `Service "${after.name}" no longer depends on "${name}": it may start before or without it.`,
      before: dependency.location,
      after: null,
    });
  }
  return changes;
}

function isDependency({ via }: Dependency): boolean {
  return via !== 'extends';
}

/** A health check that is gone or switched off. */
export function compareHealthcheck({ before, after, projectBefore }: ServicePair): Change[] {
  if (before.healthcheck === undefined || before.healthcheck.disabled) return [];
  if (after.healthcheck !== undefined && !after.healthcheck.disabled) return [];
  const waiting = waitingFor(projectBefore.services, before.name);
  const hanging = waiting.length > 0 ? `, and ${waiting.map((name) => `"${name}"`).join(', ')} wait for it` : '';
  return [
    {
      kind: 'healthcheck-removed',
      name: after.name,
      service: after.name,
      message: `Service "${after.name}" has no health check any more: nothing notices when it hangs${hanging}.`,
      before: before.healthcheck.location,
      after: after.healthcheck?.location ?? null,
    },
  ];
}

function waitingFor(services: ReadonlyMap<string, Service>, name: string): string[] {
  return [...services.values()]
    .filter(({ dependsOn }) => dependsOn.some((to) => to.service === name && to.condition === 'service_healthy'))
    .map((service) => service.name);
}

/** A container name that was given and is now another one. */
export function compareContainerName({ before, after }: ServicePair): Change[] {
  const [old, now] = [before.containerName, after.containerName];
  if (old === undefined || old.value === now?.value) return [];
  return [
    {
      kind: 'container-renamed',
      name: old.value,
      service: after.name,
      to: now?.value,
      message: `Container "${old.value}" of service "${after.name}" ${now ? `is called "${now.value}" now` : 'loses its name'}: scripts, proxies and backups that use the name no longer find it.`,
      before: old.location,
      after: now?.location ?? null,
    },
  ];
}
