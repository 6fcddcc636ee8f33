import { cleanPath, covers, dataPaths, isCovered } from '../images/data-paths.ts';
import { imageFacts } from '../images/image-facts.ts';
import type { Container, ImageDetails } from './container.ts';
import { isAnonymousName } from './read-engine.ts';

/** Data of a container that is lost when the container is made anew or removed. */
export interface DataRisk {
  readonly kind: 'anonymous-volume' | 'writable-layer' | 'tmpfs';
  /** The path in the container. */
  readonly path: string;
  /** The volume's name, for anonymous volumes. */
  readonly volume?: string | undefined;
  /** True when a known data image is concerned; otherwise only the image's own VOLUME says that there may be data. */
  readonly known: boolean;
  readonly message: string;
}

/**
 * Where a container keeps data that no named volume or folder holds. The engine's facts come first: what the image declares
 * as VOLUME and what is mounted; the table of known images adds the paths that images keep data in without declaring them.
 */
export function findDataAtRisk(container: Container, image: ImageDetails | undefined): readonly DataRisk[] {
  const facts = imageFacts(container.details?.config.image ?? container.image);
  const environment = new Map<string, string | null>();
  for (const word of container.details?.config.environment ?? image?.environment ?? []) {
    const equals = word.indexOf('=');
    if (equals > 0) environment.set(word.slice(0, equals), word.slice(equals + 1));
  }
  const { config } = container.details ?? {};
  const command = [...(config?.entrypoint ?? []), ...(config?.command ?? [])];
  const known =
    facts === undefined
      ? []
      : dataPaths({ image: container.details?.config.image ?? container.image, environment, command });
  const title = facts?.title ?? 'The image';
  const risks: DataRisk[] = [];
  const told = new Set<string>();

  for (const mount of container.mounts) {
    if (mount.type !== 'volume' || !isAnonymousName(mount.name ?? '')) continue;
    const isData = known.some(
      (data) => !data.replaceable && (covers(mount.target, data.path) || covers(data.path, mount.target)),
    );
    if (facts !== undefined && facts.data.length > 0 && !isData) continue;
    told.add(cleanPath(mount.target));
    risks.push({
      kind: 'anonymous-volume',
      path: mount.target,
      volume: mount.name,
      known: isData,
      message: isData
        ? `${title} keeps its data at ${mount.target} in an anonymous volume: it is parted from the service by "down" and deleted by prune. Give the volume a name.`
        : `${mount.target} is an anonymous volume: "down" parts it from the service. Give it a name if it holds anything of worth.`,
    });
  }
  const targets = container.mounts.filter((mount) => mount.type !== 'tmpfs').map((mount) => mount.target);
  const inMemory = [
    ...container.mounts.filter((mount) => mount.type === 'tmpfs').map((mount) => mount.target),
    ...Object.keys(config?.tmpfs ?? {}),
  ];
  for (const data of known) {
    if (data.replaceable || isCovered(data, targets) || [...told].some((path) => covers(path, data.path))) continue;
    // A data path that is only a name for what another, covered one holds is no risk of its own.
    const memory = inMemory.some((target) => covers(target, data.path));
    risks.push({
      kind: memory ? 'tmpfs' : 'writable-layer',
      path: data.path,
      known: true,
      message: memory
        ? `${title} keeps its data at ${data.path} in memory: it is gone with the next stop.`
        : `${title} keeps its data at ${data.path} inside the container: every recreation deletes it. Mount a named volume there.`,
    });
  }
  return risks;
}
