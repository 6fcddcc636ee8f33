import { fixedPorts, normalAddress } from '../declared.ts';
import { type CheckDefinition, type HostListener, type PreflightSubject, stop, warn } from './check.ts';

export const portChecks: readonly CheckDefinition[] = [
  {
    id: 'port-held-by-container',
    title: 'No other container holds the ports',
    find(subject) {
      const { snapshot } = subject;
      const replaced = replacedIds(subject);
      return wishes(subject).flatMap(({ service, port }) => {
        for (const container of snapshot.containers.values()) {
          if (replaced.has(container.id)) continue;
          const holds = container.ports.some((held) => collides(held.hostIp, held.hostPort, held.protocol, port));
          const wants = container.details?.config.portBindings.some((held) =>
            collides(held.hostIp, held.hostPort, held.protocol, port),
          );
          const comesBack = /^(?:always|unless-stopped)/.test(container.details?.config.restartPolicy ?? '');
          if (!holds && !(wants && comesBack && container.state === 'restarting')) continue;
          const owner = container.compose === undefined ? '' : ` of the project ${container.compose.project}`;
          return [
            stop({
              service: service.name,
              message: `Port ${port.hostPort} is held by the container ${container.name}${owner}.`,
              wayOut: `Publish ${service.name} on another port in an override file, or stop ${container.name} first.`,
            }),
          ];
        }
        return [];
      });
    },
  },
  {
    id: 'port-held-by-process',
    title: 'No program of the host holds the ports',
    find(subject) {
      const { facts, snapshot } = subject;
      if (facts.listeners === undefined) return [];
      // Published ports of running containers are listened on as well, by the engine's proxy or by nobody.
      const ours = [...snapshot.containers.values()].flatMap((container) => container.ports);
      return wishes(subject).flatMap(({ service, port }) => {
        const listener = facts.listeners?.find((it) => collides(it.address, it.port, it.protocol, port));
        if (listener === undefined || isEngineProxy(listener)) return [];
        if (ours.some((held) => collides(held.hostIp, held.hostPort, held.protocol, port))) return [];
        return [
          stop({
            service: service.name,
            message: `Port ${port.hostPort} is held by ${listenerInWords(listener)}. Compose would remove the old container of ${service.name} before it finds out.`,
            wayOut: wayOut(service.name, port.hostPort, listener),
          }),
        ];
      });
    },
  },
  {
    id: 'host-network',
    title: 'The ports of services on the host network are known',
    find: ({ touched }) =>
      touched
        .filter(({ service }) => service.networkMode?.value === 'host')
        .map(({ service }) =>
          warn({
            service: service.name,
            message: `${service.name} is on the host's network: which ports it will take cannot be seen beforehand.`,
            wayOut: 'Publish its ports instead, if it does not need the host network.',
          }),
        ),
  },
];

interface Wanted {
  readonly hostIp: string;
  readonly hostPort: number;
  readonly protocol: string;
}

function collides(address: string, port: number, protocol: string, wanted: Wanted): boolean {
  if (port !== wanted.hostPort || protocol !== wanted.protocol) return false;
  const [held, wish] = [normalAddress(address), normalAddress(wanted.hostIp)];
  return held === '' || wish === '' || held === wish;
}

function wishes({ touched }: PreflightSubject) {
  return touched.flatMap(({ service }) => fixedPorts(service).map((port) => ({ service, port })));
}

function replacedIds({ touched }: PreflightSubject): ReadonlySet<string> {
  return new Set(touched.flatMap(({ containers }) => containers.map((container) => container.id)));
}

function isEngineProxy({ program }: HostListener): boolean {
  return program !== undefined && /^(?:docker-proxy|rootlessport|com\.docker\.backend|pasta|slirp4netns)/.test(program);
}

function listenerInWords({ program, pid, unit, uid }: HostListener): string {
  const name =
    program === undefined
      ? 'a program outside of this engine'
      : `${program}${pid === undefined ? '' : ` (process ${pid})`}`;
  if (unit !== undefined) return `${name}, the system service ${unit}`;
  return program === undefined && uid !== undefined ? `${name}, run by the user with id ${uid}` : name;
}

function wayOut(service: string, port: number, { unit, program }: HostListener): string {
  const other = `Publish ${service} on another host port in an override file`;
  if (unit !== undefined) return `${other}; or, once you know who uses it, stop it for now: systemctl stop ${unit}`;
  return `${other}, or end ${program ?? `what listens on ${port}`} once you know who uses it.`;
}
