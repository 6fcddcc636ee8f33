import { compareEnvironment, compareLabels } from './drift/environment.ts';
import { compareMounts } from './drift/mounts.ts';
import { compareNetworks } from './drift/networks.ts';
import { comparePorts } from './drift/ports.ts';
import { compareCommand, compareHealthcheck, compareImage, compareSettings } from './drift/settings.ts';
import type { Drift, DriftSubject } from './drift-subject.ts';

const comparers: readonly ((subject: DriftSubject) => readonly Drift[])[] = [
  compareImage,
  compareCommand,
  compareEnvironment,
  comparePorts,
  compareMounts,
  compareNetworks,
  compareHealthcheck,
  compareLabels,
  compareSettings,
];

/**
 * Compares a container with its service field by field. Compose's own configuration hash is not used: it differs for
 * equal services with env_file and is equal for different ones in versions that are still common.
 */
export function findDrift(subject: DriftSubject): readonly Drift[] {
  return comparers.flatMap((compare) => compare(subject));
}
