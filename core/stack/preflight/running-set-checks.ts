import type { Container } from '../container.ts';
import { containersOf } from '../declared.ts';
import { sameFolder } from '../stack.ts';
import { type CheckDefinition, type PreflightSubject, stop, warn } from './check.ts';

export const runningSetChecks: readonly CheckDefinition[] = [
  {
    id: 'nothing-vanished',
    title: 'Every service that runs is still in the files',
    find({ project, snapshot, elsewhere }) {
      const needed = new Set(
        containersOf(snapshot.containers.values(), project.name).flatMap((container) =>
          (container.labels['com.docker.compose.depends_on'] ?? '').split(',').map((part) => part.split(':')[0] ?? ''),
        ),
      );
      return vanished({ project, snapshot, elsewhere }).map(([service, containers]) => {
        const volumes = containers.flatMap((container) => container.mounts.filter((mount) => mount.type === 'volume'));
        const holds = volumes.length > 0 ? ` It holds the volumes ${names(volumes)}.` : '';
        const isNeeded = needed.has(service) ? ' Other services were started as its dependants.' : '';
        const problem = {
          service,
          message: `${service} has containers (${containers.map(({ name }) => name).join(', ')}) and is no longer in the files.${holds}${isNeeded}`,
          wayOut:
            'Put the service back into the file if it was deleted by mistake. Otherwise remove its container yourself; nothing here does.',
        };
        return volumes.length > 0 || isNeeded !== '' ? stop(problem) : warn(problem);
      });
    },
  },
  {
    id: 'volumes-declared',
    title: 'Every volume in use is still in the files',
    find({ project, snapshot, touched }) {
      const declared = new Set([...project.volumes.values()].map((volume) => volume.engineName));
      return touched.flatMap(({ service, containers }) =>
        containers.flatMap((container) =>
          container.mounts
            .filter(({ name = '' }) => {
              const key = snapshot.volumes.get(name)?.labels['com.docker.compose.volume'];
              return key !== undefined && !declared.has(name);
            })
            .map((mount) =>
              stop({
                service: service.name,
                message: `${container.name} has the volume ${mount.name} at ${mount.target}, which the files no longer declare. A new container would start without its data.`,
                wayOut: 'Put the volume back into the file.',
              }),
            ),
        ),
      );
    },
  },
  {
    id: 'same-folder',
    title: 'No other folder uses the same project name',
    find({ project, snapshot }) {
      const folders = new Map<string, string[]>();
      for (const container of containersOf(snapshot.containers.values(), project.name)) {
        const folder = container.compose?.workingDirectory;
        if (folder === undefined || sameFolder(folder, project.directory)) continue;
        folders.set(folder, [...(folders.get(folder) ?? []), container.name]);
      }
      return [...folders].map(([folder, list]) =>
        stop({
          message: `${list.join(', ')} ${list.length === 1 ? 'was' : 'were'} started from ${folder} under the same project name "${project.name}". A restart from here would take them over.`,
          wayOut: 'Restart from that folder, or give one of the projects another name (name: at the top of the file).',
        }),
      );
    },
  },
  {
    id: 'names-free',
    title: 'The container names are free or ours',
    find({ project, snapshot, touched }) {
      const byName = new Map([...snapshot.containers.values()].map((container) => [container.name, container]));
      return touched.flatMap(({ service }) => {
        const wanted = service.containerName?.value;
        const holder = wanted === undefined ? undefined : byName.get(wanted);
        if (holder !== undefined && isGhost(holder, project.name)) {
          return [
            stop({
              service: service.name,
              message: `The name ${wanted} is held by a ghost: the engine lists the container ${holder.id.slice(0, 12)} (${holder.state}) and can neither show nor use it. Compose would fail on it after the old container is gone.`,
              wayOut: `Remove what is left of it (docker rm ${holder.id.slice(0, 12)}); if the engine refuses, restart the engine. Your volumes stay.`,
            }),
          ];
        }
        if (holder === undefined || isOf(holder, project.name, service.name)) return [];
        const owner =
          holder.compose === undefined ? 'made without Compose' : `of the project ${holder.compose.project}`;
        return [
          stop({
            service: service.name,
            message: `The name ${wanted} belongs to another container (${holder.id.slice(0, 12)}, ${owner}).`,
            wayOut: `Rename that one (docker rename ${wanted} ${wanted}-old), or drop container_name from the file.`,
          }),
        ];
      });
    },
  },
  {
    id: 'nothing-half-replaced',
    title: 'No container is left over from an unfinished replacement',
    find: ({ project, snapshot }) =>
      containersOf(snapshot.containers.values(), project.name)
        // Compose makes the new container under this name before it removes the old one.
        .filter((it) => 'com.docker.compose.replace' in it.labels && /^[0-9a-f]{12}_/.test(it.name))
        .map((container) =>
          warn({
            service: container.compose?.service,
            message: `${container.name} is the half of a replacement that somebody began and did not finish.`,
            wayOut: 'Nothing to do if no other Compose is running now: this restart finishes it.',
          }),
        ),
  },
  {
    id: 'no-restart-loop',
    title: 'Nothing is restarting again and again',
    find: ({ touched }) =>
      touched.flatMap(({ service, containers }) =>
        containers
          .filter((it) => it.state === 'restarting' || (it.details?.restartCount ?? 0) >= 3)
          .map((container) =>
            warn({
              service: service.name,
              message: `${container.name} has been restarted ${container.details?.restartCount ?? 'several'} times by the engine.`,
              wayOut: 'Look at its first error before restarting it once more.',
            }),
          ),
      ),
  },
];

function vanished({
  project,
  snapshot,
  elsewhere,
}: Pick<PreflightSubject, 'project' | 'snapshot' | 'elsewhere'>): [string, Container[]][] {
  const found = new Map<string, Container[]>();
  for (const container of containersOf(snapshot.containers.values(), project.name)) {
    const service = container.compose?.service ?? '';
    const folder = container.compose?.workingDirectory;
    if (folder !== undefined && !sameFolder(folder, project.directory)) continue;
    if (project.services.has(service) || project.disabledServices.has(service) || elsewhere?.has(service)) continue;
    found.set(service, [...(found.get(service) ?? []), container]);
  }
  return [...found];
}

/** Listed, but dead or not to be inspected: the name is taken by nothing that can be used. */
function isGhost({ state, details, compose }: Container, project: string): boolean {
  // Containers of other projects are not inspected, so only our own tell something by the lack of details.
  return state === 'dead' || state === 'removing' || (compose?.project === project && details === undefined);
}

function isOf(container: Container, project: string, service: string): boolean {
  return container.compose?.project === project && container.compose.service === service;
}

function names(mounts: Container['mounts']): string {
  return mounts.map((mount) => (mount.name ?? mount.source).slice(0, 40)).join(', ');
}
