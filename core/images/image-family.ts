/** A folder in which an image keeps what must outlive its container. */
export interface DataPath {
  /** Absolute path in the container. */
  readonly path: string;
  /**
   * True when the image declares a VOLUME there: without a mount the data lands in an anonymous volume. Otherwise it lands
   * in the container's writable layer and is lost whenever the container is made anew.
   */
  readonly declared: boolean;
  /** Where a mount belongs when that isn't `path` itself: Postgres 18 wants the folder above its data. */
  readonly mountAt?: string | undefined;
  /** Environment variable by which a container moves the path. */
  readonly variable?: string | undefined;
  /** Command-line option by which a container moves the path: `--dbpath`. */
  readonly option?: string | undefined;
  /** True for what can be had again (models, caches, plugins): losing it costs time and no data. */
  readonly replaceable?: boolean | undefined;
}

/** What is known of a family of images. */
export interface ImageFamily {
  /** Stable name: `postgres`. */
  readonly family: string;
  /** How people call it: `PostgreSQL`. */
  readonly title: string;
  readonly role:
    | 'database'
    | 'cache'
    | 'queue'
    | 'search'
    | 'storage'
    | 'application'
    | 'proxy'
    | 'monitoring'
    | 'tool';
  /** Repositories, without `library/`; a name without a registry is taken on any registry (mirrors). */
  readonly repositories: readonly string[];
  readonly data?: readonly DataPath[] | undefined;
  /** Data paths of other versions: the first entry whose test holds replaces `data`. */
  readonly versions?: readonly VersionedData[] | undefined;
  /** Ports that the image's server listens on, its main one first. */
  readonly ports?: readonly number[] | undefined;
  /** Programs people put in health checks that the image does not hold; `variants` tell the tags they are about. */
  readonly missing?: readonly MissingPrograms[] | undefined;
  /** True when the image itself has a HEALTHCHECK. */
  readonly ownHealthcheck?: boolean | undefined;
  /** A health check that works with the image's own programs, as `healthcheck.test`. */
  readonly healthcheck?: readonly string[] | undefined;
  /** User and group ids that exist in the image beyond root, by name. */
  readonly groups?: Readonly<Record<string, number>> | undefined;
  /** True when another major version does not read the data of this one. */
  readonly majorBound?: boolean | undefined;
  /** True when people commonly run it as a cache whose content may be lost. */
  readonly oftenCache?: boolean | undefined;
}

export interface VersionedData {
  /** First version it holds for, as numbers. */
  readonly from?: readonly number[] | undefined;
  /** First version that it no longer holds for. */
  readonly before?: readonly number[] | undefined;
  readonly data: readonly DataPath[];
}

export interface MissingPrograms {
  readonly programs: readonly string[];
  /** Tags it is true for; undefined: all. */
  readonly tag?: RegExp | undefined;
  /** Tags it is not true for. */
  readonly except?: RegExp | undefined;
}
