import type { Project, Service } from '../../project/project.ts';
import { fixedPorts } from '../declared.ts';
import { isFine } from '../service-state.ts';
import type { ServiceView } from '../stack.ts';

/** The services of one project with what is needed to go from one that suffers to the one that fails. */
export interface Web {
  readonly project: Project;
  readonly services: ReadonlyMap<string, ServiceView>;
  readonly logs: ReadonlyMap<string, readonly string[]>;
}

/** Trouble is a bad state, or a service that runs and complains about another one that does not. */
export function isTroubled(web: Web, service: ServiceView): boolean {
  if (!isFine(service.state)) return service.state !== 'starting' || needed(web, service) !== undefined;
  return complainsAbout(web, service) !== undefined;
}

/** From a service over what it needs to the first one that fails by itself. */
export function followToRoot(web: Web, start: ServiceView): readonly ServiceView[] {
  const chain = [start];
  for (let current = start; ; ) {
    const next = needed(web, current) ?? complainsAbout(web, current, new Set(chain));
    if (next === undefined || chain.includes(next)) return chain;
    chain.push(next);
    current = next;
  }
}

function needed({ project, services }: Web, service: ServiceView): ServiceView | undefined {
  return project.services
    .get(service.name)
    ?.dependsOn.map((dependency) => services.get(dependency.service))
    .find((it) => it !== undefined && !isFine(it.state));
}

const complaint =
  /refused|502|upstream|no such host|ENOTFOUND|Name or service not known|bad address|unreachable|timed? ?out/i;

/**
 * The service that this one names in what it writes about a failed connection, by its name or its address: one that does not
 * do its work, or that runs and complains itself.
 *
 * @param seen those that were looked at on the way here, each once
 */
function complainsAbout(web: Web, service: ServiceView, seen: Set<ServiceView> = new Set()): ServiceView | undefined {
  seen.add(service);
  const complaints = service.containers
    .flatMap(({ container }) => web.logs.get(container.id) ?? [])
    .filter((line) => complaint.test(line));
  for (const line of complaints.reverse()) {
    const others = [...web.services.values()].filter((other) => !seen.has(other));
    const named = others.find(
      (other) =>
        (names(web.project.services.get(other.name), other.name, line) || hasAddressIn(other, line)) &&
        (!isFine(other.state) || complainsAbout(web, other, seen) !== undefined),
    );
    if (named !== undefined) return named;
    const down = others.filter((other) => !isFine(other.state));
    const byPort = down.filter((other) => portsOf(web.project.services.get(other.name), line).length > 0);
    // A bare address tells the service only when no other one could be meant.
    if (byPort.length === 1) return byPort[0];
  }
  return undefined;
}

function names(service: Service | undefined, name: string, line: string): boolean {
  const aliases = [name, service?.containerName?.value].filter((it) => it !== undefined);
  return aliases.some(
    (alias) => line.includes(alias) && new RegExp(`(?<![\\w-])${escapeForPattern(alias)}(?![\\w-])`).test(line),
  );
}

function hasAddressIn(service: ServiceView, line: string): boolean {
  const addresses = service.containers.flatMap(({ container }) => container.addresses ?? []);
  return addresses.some(
    (it) => line.includes(it) && new RegExp(`(?<![\\d.:a-f])${escapeForPattern(it)}(?![\\d.a-f])`).test(line),
  );
}

const address = /(?:\b\d{1,3}(?:\.\d{1,3}){3}|\[::1\]|\blocalhost|\bhost\.docker\.internal):(\d{2,5})\b/g;

/** The ports that a line names with a bare address and that the service serves. */
function portsOf(service: Service | undefined, line: string): number[] {
  if (service === undefined) return [];
  const own = new Set([
    ...fixedPorts(service).flatMap((port) => [port.hostPort, port.containerPort]),
    ...service.ports.map((port) => port.target.first),
    ...portsInHealthcheck(service),
  ]);
  return [...line.matchAll(address)].map((match) => Number(match[1])).filter((port) => own.has(port));
}

/** A service on the host's network publishes nothing; its health check still says where it listens. */
function portsInHealthcheck(service: Service): number[] {
  const test = service.healthcheck?.test?.value.join(' ') ?? '';
  return [...test.matchAll(/:(\d{2,5})\b/g)].map((match) => Number(match[1]));
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
