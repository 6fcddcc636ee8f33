import { byteCount, containersOf, imageReference, scalarText } from '../declared.ts';
import { recognizeError } from '../diagnosis/error-catalogue.ts';
import { normalArchitecture } from './ability-checks.ts';
import { type CheckDefinition, stop, warn } from './check.ts';

const gigabyte = 1024 ** 3;

export const engineChecks: readonly CheckDefinition[] = [
  {
    id: 'engine-reachable',
    title: 'The engine answers',
    find({ snapshot }) {
      const { state } = snapshot;
      if (state.kind === 'connected') return [];
      const message = state.kind === 'unreachable' ? state.message : 'No engine is connected.';
      return [stop({ message, wayOut: 'Start the engine or choose another one.' })];
    },
  },
  {
    id: 'disk-space',
    title: 'There is room on the disk of the engine',
    find({ facts }) {
      if (facts.disk === undefined) return [];
      const { free, total } = facts.disk;
      const { inodes } = facts;
      if (inodes !== undefined && inodes.total > 0 && inodes.free < Math.min(inodes.total / 20, 10_000)) {
        return [
          stop({
            message: `Only ${inodes.free} more files fit on the engine's disk, however much room it has.`,
            wayOut: 'Make room first: old images and build cache (docker builder prune), never volumes.',
          }),
        ];
      }
      const share = free / total;
      const left = `${(free / gigabyte).toFixed(1)} GB (${Math.round(share * 100)} %) are free on the engine's disk.`;
      const wayOut = 'Make room first: old build cache (docker builder prune) and logs, never volumes.';
      // A twentieth of a large disk is still much room, and half a gigabyte of a small one may be most of it.
      const isFull = (share < 0.05 && free < 20 * gigabyte) || (share < 0.5 && free < gigabyte / 2);
      if (isFull) return [stop({ message: left, wayOut })];
      return share < 0.1 && free < 5 * gigabyte ? [warn({ message: left, wayOut })] : [];
    },
  },
  {
    id: 'storage-sound',
    title: "The engine's disk can be written and read",
    find({ snapshot, project, facts }) {
      const wayOut =
        'Write nothing more. Copy the volumes out while they can be read, look at the disk, then restart the engine. Do not prune or reset anything.';
      const found = facts.readOnlyDisk
        ? [stop({ message: "The engine's disk takes no writes: it is mounted read-only.", wayOut })]
        : [];
      const said = [
        ...(facts.engineLog ?? []),
        ...containersOf(snapshot.containers.values(), project.name).map(({ details }) => details?.error ?? ''),
      ];
      const damage = said.find((line) => isStorageError(recognizeError([line])?.id));
      if (damage === undefined) return found;
      return [...found, stop({ message: `The engine has trouble with its disk: ${damage.slice(0, 300)}`, wayOut })];
    },
  },
  {
    id: 'compose-able',
    title: 'The Compose here can do what is planned',
    find({ touched, facts: { compose } }) {
      if (compose === undefined) return [];
      const replaced = touched.filter(({ recreated }) => recreated).map(({ service }) => service.name);
      const problems = compose.limits.map((limit) =>
        warn({ message: `${compose.title}: ${limit}`, wayOut: 'Install Compose v2 (the docker compose plugin).' }),
      );
      if (compose.replacesOne || replaced.length === 0) return problems;
      return [
        ...problems,
        stop({
          message: `${compose.title} takes all services down to replace ${replaced.join(', ')}.`,
          wayOut: 'Install Compose v2 (the docker compose plugin), which podman compose uses, too.',
        }),
      ];
    },
  },
  {
    id: 'memory',
    title: 'The memory limits fit into the machine',
    find({ project, touched, facts }) {
      const killed = touched.flatMap(({ service, containers }) =>
        containers
          .filter(({ details }) => details?.oomKilled)
          .map(({ name }) =>
            warn({
              service: service.name,
              message: `${name} was killed because it used up its memory; it may be again.`,
              wayOut: 'Raise its limit, or find out what takes the memory.',
            }),
          ),
      );
      if (facts.memory === undefined || facts.memory === 0) return killed;
      let sum = 0;
      for (const service of project.services.values()) {
        const limit =
          scalarText(service.value, 'mem_limit') ??
          scalarText(service.value, 'deploy', 'resources', 'limits', 'memory');
        sum += limit === undefined ? 0 : (byteCount(limit) ?? 0);
      }
      if (sum <= facts.memory) return killed;
      const [asked, there] = [sum, facts.memory].map((bytes) => (bytes / gigabyte).toFixed(1));
      return [
        ...killed,
        warn({
          message: `The services may take ${asked} GB together; the engine has ${there} GB.`,
          wayOut: 'Lower the limits, or expect the engine to kill one of them.',
        }),
      ];
    },
  },
  {
    id: 'images-there',
    title: 'Every image is here, or can be built',
    find({ project, snapshot, touched, facts }) {
      return touched.flatMap(({ service }) => {
        const reference = imageReference(project, service);
        if (service.build !== undefined || snapshot.images.get(reference) !== null) return [];
        if (scalarText(service.value, 'pull_policy') === 'never') {
          return [
            stop({
              service: service.name,
              message: `The image ${reference} is not here and may not be pulled.`,
              wayOut: 'Load or build the image, or change pull_policy.',
            }),
          ];
        }
        const pullable = facts.pullable?.[reference];
        if (pullable?.answer === 'absent' || pullable?.answer === 'unreachable') {
          const why = pullable.answer === 'absent' ? 'there is none of that name' : 'its registry cannot be reached';
          return [
            stop({
              service: service.name,
              message: `The image ${reference} is not here and can be neither pulled nor built: ${why} (${pullable.message}).`,
              wayOut: 'Correct the name or tag, load the image (docker load), or go on with the image that runs.',
            }),
          ];
        }
        const maybe = pullable?.answer === 'refused' ? ' The registry asks for a login, or has no such image.' : '';
        return [
          warn({
            service: service.name,
            message: `The image ${reference} is not here; it is pulled before anything stops.${maybe}`,
            wayOut: 'Nothing to do. If it cannot be pulled, nothing is touched.',
          }),
        ];
      });
    },
  },
  {
    id: 'architecture',
    title: 'The images fit the processor',
    find({ project, snapshot, touched, facts }) {
      const host = normalArchitecture(facts.architecture);
      if (host === undefined) return [];
      return touched.flatMap(({ service }) => {
        const image = snapshot.images.get(imageReference(project, service));
        const own = normalArchitecture(image?.architecture);
        if (own === undefined || own === host || scalarText(service.value, 'platform') !== undefined) return [];
        return [
          warn({
            service: service.name,
            message: `The image of ${service.name} is made for ${own}, the engine runs on ${host}.`,
            wayOut: 'Take an image for this processor, or say so with platform:.',
          }),
        ];
      });
    },
  },
];

function isStorageError(id: string | undefined): boolean {
  return id === 'storage-damaged' || id === 'disk-error' || id === 'disk-full';
}
