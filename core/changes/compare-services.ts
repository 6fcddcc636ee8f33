import type { Project, Service } from '../project/project.ts';
import type { FileView } from '../text/file-view.ts';
import type { Change } from './change.ts';
import { compareContainerName, compareDependencies, compareHealthcheck, comparePorts } from './compare-connections.ts';
import { compareDataPaths, sealedData } from './compare-data-paths.ts';
import { compareEnvironment } from './compare-environment.ts';
import { compareImage, compareUser } from './compare-image.ts';
import { compareMounts } from './compare-mounts.ts';
import { compareReferences } from './compare-references.ts';
import { compareVolumesFrom } from './compare-volumes-from.ts';
import { sameValue } from './plain-value.ts';
import { allServices, type ServicePair } from './service-pair.ts';
import { matchRenamed } from './similarity.ts';
import { withEnvFiles } from './with-env-files.ts';

/** Where both sides were read from. */
export interface Views {
  readonly viewBefore: FileView;
  readonly viewAfter: FileView;
}

/** Compares services: which are gone, renamed, switched off, new, and what those that stay have lost. */
export function compareServices(options: {
  readonly before: Project;
  readonly after: Project;
  readonly renamedVolumes: ReadonlyMap<string, string>;
  readonly sameSource: ServicePair['sameSource'];
  readonly views?: Views | undefined;
}): Change[] {
  const { before, after, renamedVolumes, sameSource, views } = options;
  const [old, now] = [allServices(before), allServices(after)];
  const gone = [...old.values()].filter(({ name }) => !now.has(name));
  const added = [...now.values()].filter(({ name }) => !old.has(name));
  const renamedServices = matchRenamed(gone, added);
  const context = { projectBefore: before, projectAfter: after, renamedServices, renamedVolumes, sameSource };

  const changes: Change[] = [];
  for (const service of old.values()) {
    const renamedTo = renamedServices.get(service.name);
    const successor = now.get(renamedTo ?? service.name);
    if (successor === undefined) changes.push(removed(service));
    else {
      if (renamedTo !== undefined) changes.push(renamed(service, successor));
      const pair = {
        before: withEnvFiles(service, views?.viewBefore),
        after: withEnvFiles(successor, views?.viewAfter),
      };
      changes.push(...compareService({ ...pair, ...context }));
    }
  }
  const successors = new Set(renamedServices.values());
  for (const service of added) {
    if (successors.has(service.name)) continue;
    const message = `Service "${service.name}" is new.`;
    changes.push({ kind: 'service-added', name: service.name, message, before: null, after: placeOf(service) });
  }
  return changes;
}

function compareService(pair: ServicePair): Change[] {
  const { before, after } = pair;
  const off = disabled(pair);
  if (sameValue(before.value, after.value) && off.length === 0) {
    // Equal texts still lead elsewhere when the volumes behind them or their env files differ.
    const mounts = compareMounts(pair);
    return sameEnvironment(pair) ? mounts : [...withDataPaths(pair, mounts), ...compareEnvironment(pair)];
  }
  const losses = [
    ...off,
    ...withDataPaths(pair, compareMounts(pair)),
    ...compareVolumesFrom(pair),
    ...compareImage(pair),
    ...compareUser(pair),
    ...compareEnvironment(pair),
    ...compareDependencies(pair),
    ...compareReferences(pair),
    ...compareHealthcheck(pair),
    ...comparePorts(pair),
    ...compareContainerName(pair),
  ];
  const keys = changedKeys(before, after);
  if (losses.length > 0 || keys.length === 0) return losses;
  return [
    {
      kind: 'service-changed',
      name: after.name,
      message: `Service "${after.name}" changes: ${keys.join(', ')}.`,
      before: placeOf(before),
      after: placeOf(after),
    },
  ];
}

function sameEnvironment({ before, after }: ServicePair): boolean {
  const [old, now] = [before.environment, after.environment];
  return old.size === now.size && [...old].every(([name, { value }]) => now.get(name)?.value === value);
}

/** A data folder that moved together with its mount is told once. */
function withDataPaths(pair: ServicePair, mounts: readonly Change[]): Change[] {
  return mounts.length > 0 ? [...mounts] : compareDataPaths(pair);
}

/** Where a service is defined: its last definition's block. */
function placeOf(service: Service): Change['before'] {
  return service.definitions.at(-1)?.block ?? null;
}

function changedKeys(before: Service, after: Service): string[] {
  const keys = new Set([...before.value.entries.keys(), ...after.value.entries.keys()]);
  const at = (service: Service, key: string) => service.value.entries.get(key)?.value;
  return [...keys].filter((key) => !sameValue(at(before, key), at(after, key)));
}

function removed(service: Service): Change {
  const volumes = service.mounts.flatMap(({ type, source }) => (type === 'volume' && source ? [source.value] : []));
  const hanging = volumes.length > 0 ? ` Its data is in ${volumes.map((name) => `"${name}"`).join(', ')}.` : '';
  return {
    kind: 'service-removed',
    name: service.name,
    message: `Service "${service.name}" is removed: it no longer starts, and a cleanup of orphans takes its container.${hanging}`,
    before: placeOf(service),
    after: null,
  };
}

function renamed(service: Service, successor: Service): Change {
  return {
    kind: 'service-renamed',
    name: service.name,
    to: successor.name,
    message: `Service "${service.name}" is called "${successor.name}" now: its old container and anonymous volumes are orphaned, and services that look for "${service.name}" no longer find it.`,
    before: placeOf(service),
    after: placeOf(successor),
  };
}

/** What keeps a service from starting that did start. */
function disabled(pair: ServicePair): Change[] {
  const { before, after, projectBefore, projectAfter } = pair;
  const change = (reason: string, place: Change['after']): Change[] => [
    {
      kind: 'service-disabled',
      name: after.name,
      message: `Service "${after.name}" no longer starts: ${reason}.`,
      before: placeOf(before),
      after: place ?? placeOf(after),
    },
  ];
  if (projectBefore.services.has(before.name) && projectAfter.disabledServices.has(after.name)) {
    const profiles = after.profiles.map(({ value }) => `"${value}"`).join(', ');
    return change(`only the profile ${profiles} starts it`, after.profiles[0]?.location ?? null);
  }
  if (after.scale?.value === 0 && before.scale?.value !== 0) {
    return change('it is scaled to 0 containers', after.scale.location);
  }
  const runs = (service: Service) => service.image ?? service.build ?? service.value.entries.get('provider');
  if (runs(before) && !runs(after)) return change('it has neither image nor build', null);
  const sealed = sealedData(pair);
  return sealed ? change(`it may only read its data at ${sealed.to.target}`, sealed.to.location) : [];
}
