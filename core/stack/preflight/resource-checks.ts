import type { Project, Resource } from '../../project/project.ts';
import { containersOf, entry, networkNames, scalarText } from '../declared.ts';
import { type CheckDefinition, stop } from './check.ts';

/** Volumes and networks that Compose would delete and make anew because the file says something else of them now. */
export const resourceChecks: readonly CheckDefinition[] = [
  {
    id: 'volume-unchanged',
    title: 'The volumes are declared as they were made',
    find: ({ project, snapshot }) =>
      [...project.volumes.values()].flatMap((volume) => {
        const existing = snapshot.volumes.get(volume.engineName);
        if (volume.external || existing === undefined) return [];
        const driver = scalarText(volume.value, 'driver');
        const differences =
          driver !== undefined && driver !== existing.driver
            ? [`the driver was ${existing.driver} and is now ${driver}`]
            : differing(volume, 'driver_opts', existing.options);
        if (differences.length === 0) return [];
        return [
          stop({
            message: `The volume ${volume.engineName} is declared in another way than it was made: ${differences.join('; ')}. Compose would offer to delete it and make it anew, and its data would be lost.`,
            wayOut: 'Put the declaration back, or declare a new volume and copy the data.',
          }),
        ];
      }),
  },
  {
    id: 'network-unchanged',
    title: 'The networks are declared as they were made',
    find({ project, snapshot, touched }) {
      const used = new Set(touched.flatMap(({ service }) => networkNames(project, service) ?? []));
      return [...project.networks.values()].flatMap((network) => {
        const existing = snapshot.networks.get(network.engineName);
        if (network.external || existing === undefined || !used.has(network.engineName)) return [];
        const driver = scalarText(network.value, 'driver');
        const internal = scalarText(network.value, 'internal');
        const differences = [
          ...(driver !== undefined && driver !== existing.driver
            ? [`the driver was ${existing.driver} and is now ${driver}`]
            : []),
          ...(existing.internal !== undefined && (internal === 'true') !== existing.internal
            ? [existing.internal ? 'it was internal and is not any more' : 'it is internal now']
            : []),
          ...differing(network, 'driver_opts', existing.options),
        ];
        if (differences.length === 0) return [];
        const others = [...snapshot.containers.values()]
          .filter((container) => container.networks.includes(network.engineName))
          .filter((container) => !touched.some(({ containers }) => containers.some(({ id }) => id === container.id)));
        const hurt = whoElse(project, others);
        return [
          stop({
            message: `The network ${network.engineName} is declared in another way than it was made: ${differences.join('; ')}. Compose would stop every service on it to make it anew${hurt}.`,
            wayOut: 'Put the declaration back, or give the network another name and move the services over one by one.',
          }),
        ];
      });
    },
  },
];

function whoElse(project: Project, others: Parameters<typeof containersOf>[0]): string {
  const all = [...others];
  const own = containersOf(all, project.name).length;
  if (all.length === 0) return '';
  return own < all.length
    ? `, and would fail half-way, since containers that are not of this project are on it`
    : ', also those that are not part of this restart';
}

/** Options that the file gives and the engine has otherwise. Those that only the engine names may be its own defaults. */
function differing(
  resource: Resource,
  key: string,
  existing: Readonly<Record<string, string>> | undefined,
): readonly string[] {
  const declared = entry(resource.value, key);
  if (existing === undefined || declared?.kind !== 'mapping') return [];
  return [...declared.entries.keys()].flatMap((name) => {
    const wanted = scalarText(resource.value, key, name);
    if (wanted === undefined || existing[name] === wanted) return [];
    return [`the option ${name} was ${existing[name] ?? 'not given'} and is now ${wanted}`];
  });
}
