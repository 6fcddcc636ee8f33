/** The parts of an image reference such as `ghcr.io/acme/api:1.4@sha256:…`. */
export interface ImageReference {
  /** Registry host with its port, in lower case; undefined: Docker Hub. */
  readonly registry?: string | undefined;
  /** Path without the registry; Docker Hub's `library/` is left out: `postgres`, `acme/api`. */
  readonly repository: string;
  readonly tag?: string | undefined;
  /** `sha256:…`. */
  readonly digest?: string | undefined;
}

const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const grammar = new RegExp(
  '^(?:((?:[a-zA-Z0-9-]+(?:\\.[a-zA-Z0-9-]+)*|\\[[0-9a-fA-F:]+\\])(?::[0-9]+)?)/)?' +
    `(${component}(?:/${component})*)` +
    '(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$',
);

/**
 * Splits an image reference as the engine does (distribution/reference): the first part is a registry when it has a dot
 * or a port, is `localhost`, or holds a capital letter.
 *
 * @returns undefined for a text that no engine takes as a reference
 */
export function parseImageReference(text: string): ImageReference | undefined {
  const match = grammar.exec(text);
  if (match === null) return undefined;
  let [, registry, repository = '', tag, digest] = match;
  if (registry !== undefined && !/[.:[A-Z]|^localhost$/.test(registry)) {
    repository = `${registry}/${repository}`;
    registry = undefined;
    if (!new RegExp(`^${component}(?:/${component})*$`).test(repository)) return undefined;
  }
  if (registry === 'docker.io' || registry === 'index.docker.io' || registry === 'registry-1.docker.io')
    registry = undefined;
  if (registry === undefined && repository.startsWith('library/')) repository = repository.slice('library/'.length);
  return { registry: registry?.toLowerCase(), repository, tag, digest };
}

/** The leading numbers of a tag: `16.4-alpine` → [16, 4], `pg17` → [17], `v1.10` → [1, 10]; [] when it has none. */
export function tagVersion(tag: string | undefined): readonly number[] {
  const match = /^(?:v|pg|RELEASE\.)?(\d+(?:\.\d+)*)/i.exec(tag ?? '');
  return match?.[1]?.split('.').map(Number) ?? [];
}
