import type { Rule } from './rule.ts';
import { rule as addressOutsideSubnet } from './rules/address-outside-subnet.ts';
import { rule as anonymousDataVolume } from './rules/anonymous-data-volume.ts';
import { rule as blockingBuild } from './rules/blocking-build.ts';
import { rule as bypassedService } from './rules/bypassed-service.ts';
import { rule as changedDataVersion } from './rules/changed-data-version.ts';
import { rule as commandSubstitution } from './rules/command-substitution.ts';
import { rule as copyOutsideContext } from './rules/copy-outside-context.ts';
import { rule as dangerousCapability } from './rules/dangerous-capability.ts';
import { rule as deprecatedKey } from './rules/deprecated-key.ts';
import { rule as duplicateAddress } from './rules/duplicate-address.ts';
import { rule as duplicateContainerName } from './rules/duplicate-container-name.ts';
import { rule as duplicateHostPort } from './rules/duplicate-host-port.ts';
import { rule as floatingDataImage } from './rules/floating-data-image.ts';
import { rule as hostNamespace } from './rules/host-namespace.ts';
import { rule as hostNetworkPorts } from './rules/host-network-ports.ts';
import { rule as idCollision } from './rules/id-collision.ts';
import { rule as invalidImageName } from './rules/invalid-image-name.ts';
import { rule as misplacedDataMount } from './rules/misplaced-data-mount.ts';
import { rule as missingBindFile } from './rules/missing-bind-file.ts';
import { rule as missingBindFolder } from './rules/missing-bind-folder.ts';
import { rule as missingBuildContext } from './rules/missing-build-context.ts';
import { rule as missingBuildTarget } from './rules/missing-build-target.ts';
import { rule as missingDataVolume } from './rules/missing-data-volume.ts';
import { rule as missingDockerfile } from './rules/missing-dockerfile.ts';
import { rule as missingExternal } from './rules/missing-external.ts';
import { rule as missingHealthProgram } from './rules/missing-health-program.ts';
import { rule as missingHealthcheck } from './rules/missing-healthcheck.ts';
import { rule as missingRestart } from './rules/missing-restart.ts';
import { rule as mountedEngineSocket } from './rules/mounted-engine-socket.ts';
import { rule as obsoleteVersion } from './rules/obsolete-version.ts';
import { rule as overlappingSubnets } from './rules/overlapping-subnets.ts';
import { rule as plainSecret } from './rules/plain-secret.ts';
import { rule as privilegedContainer } from './rules/privileged-container.ts';
import { rule as publishedDatabasePort } from './rules/published-database-port.ts';
import { rule as quotedVariable } from './rules/quoted-variable.ts';
import { rule as restartingOneShot } from './rules/restarting-one-shot.ts';
import { rule as sensitiveHostPath } from './rules/sensitive-host-path.ts';
import { rule as sexagesimalPort } from './rules/sexagesimal-port.ts';
import { rule as sharedDataVolume } from './rules/shared-data-volume.ts';
import { rule as sharedVolume } from './rules/shared-volume.ts';
import { rule as spacedVariable } from './rules/spaced-variable.ts';
import { rule as takenContainerName } from './rules/taken-container-name.ts';
import { rule as takenHostPort } from './rules/taken-host-port.ts';
import { rule as toolEngineSocket } from './rules/tool-engine-socket.ts';
import { rule as unawaitedOneShot } from './rules/unawaited-one-shot.ts';
import { rule as unbuildableImage } from './rules/unbuildable-image.ts';
import { rule as unconfinedSecurity } from './rules/unconfined-security.ts';
import { rule as unignoredDependencies } from './rules/unignored-dependencies.ts';
import { rule as unignoredSecrets } from './rules/unignored-secrets.ts';
import { rule as unreadableBindMount } from './rules/unreadable-bind-mount.ts';
import { rule as untaggedImage } from './rules/untagged-image.ts';
import { rule as unusedConfig } from './rules/unused-config.ts';
import { rule as unusedModel } from './rules/unused-model.ts';
import { rule as unusedNetwork } from './rules/unused-network.ts';
import { rule as unusedSecret } from './rules/unused-secret.ts';
import { rule as unusedVolume } from './rules/unused-volume.ts';

/** Every rule. Written by `npm run generate`. */
export const rules: readonly Rule[] = [
  addressOutsideSubnet,
  anonymousDataVolume,
  blockingBuild,
  bypassedService,
  changedDataVersion,
  commandSubstitution,
  copyOutsideContext,
  dangerousCapability,
  deprecatedKey,
  duplicateAddress,
  duplicateContainerName,
  duplicateHostPort,
  floatingDataImage,
  hostNamespace,
  hostNetworkPorts,
  idCollision,
  invalidImageName,
  misplacedDataMount,
  missingBindFile,
  missingBindFolder,
  missingBuildContext,
  missingBuildTarget,
  missingDataVolume,
  missingDockerfile,
  missingExternal,
  missingHealthProgram,
  missingHealthcheck,
  missingRestart,
  mountedEngineSocket,
  obsoleteVersion,
  overlappingSubnets,
  plainSecret,
  privilegedContainer,
  publishedDatabasePort,
  quotedVariable,
  restartingOneShot,
  sensitiveHostPath,
  sexagesimalPort,
  sharedDataVolume,
  sharedVolume,
  spacedVariable,
  takenContainerName,
  takenHostPort,
  toolEngineSocket,
  unawaitedOneShot,
  unbuildableImage,
  unconfinedSecurity,
  unignoredDependencies,
  unignoredSecrets,
  unreadableBindMount,
  untaggedImage,
  unusedConfig,
  unusedModel,
  unusedNetwork,
  unusedSecret,
  unusedVolume,
];
