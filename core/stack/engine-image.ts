/** An image as the engine lists it. */
export interface EngineImage {
  readonly id: string;
  /** `repository:tag`; empty for one whose tags moved on. */
  readonly tags: readonly string[];
  /** Bytes, shared layers included. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** Reads one entry of `GET /images/json`. */
export function readEngineImage(json: unknown): EngineImage {
  const raw = (typeof json === 'object' && json !== null ? json : {}) as Readonly<Record<string, unknown>>;
  const tags = Array.isArray(raw.RepoTags) ? raw.RepoTags.filter((tag): tag is string => typeof tag === 'string') : [];
  const labels = typeof raw.Labels === 'object' && raw.Labels !== null ? Object.entries(raw.Labels) : [];
  return {
    id: typeof raw.Id === 'string' ? raw.Id : '',
    tags: tags.filter((tag) => tag !== '<none>:<none>').sort(),
    size: typeof raw.Size === 'number' ? raw.Size : 0,
    created: typeof raw.Created === 'number' ? raw.Created : 0,
    labels: Object.fromEntries(labels.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}
