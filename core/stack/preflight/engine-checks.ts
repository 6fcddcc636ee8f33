import { byteCount, imageReference, scalarText } from '../declared.ts';
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
      const share = free / total;
      const left = `${(free / gigabyte).toFixed(1)} GB (${Math.round(share * 100)} %) are free on the engine's disk.`;
      const wayOut = 'Make room first: old build cache (docker builder prune) and logs, never volumes.';
      if (share < 0.05 || free < gigabyte / 2) return [stop({ message: left, wayOut })];
      return share < 0.1 && free < 5 * gigabyte ? [warn({ message: left, wayOut })] : [];
    },
  },
  {
    id: 'memory',
    title: 'The memory limits fit into the machine',
    find({ project, facts }) {
      if (facts.memory === undefined || facts.memory === 0) return [];
      let sum = 0;
      for (const service of project.services.values()) {
        const limit =
          scalarText(service.value, 'mem_limit') ??
          scalarText(service.value, 'deploy', 'resources', 'limits', 'memory');
        sum += limit === undefined ? 0 : (byteCount(limit) ?? 0);
      }
      if (sum <= facts.memory) return [];
      const [asked, there] = [sum, facts.memory].map((bytes) => (bytes / gigabyte).toFixed(1));
      return [
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
    find({ project, snapshot, touched }) {
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
        return [
          warn({
            service: service.name,
            message: `The image ${reference} is not here; it is pulled before anything stops.`,
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

function normalArchitecture(name: string | undefined): string | undefined {
  if (name === undefined || name === '') return undefined;
  return name.replace('x86_64', 'amd64').replace('aarch64', 'arm64');
}
