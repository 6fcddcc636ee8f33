import type { Location } from '../text/source.ts';

/** Every kind of change between two projects. A kind is a fact; what may pass is the policy's business. */
export type ChangeKind =
  | 'service-removed'
  | 'service-renamed'
  | 'service-disabled'
  | 'volume-removed'
  | 'volume-renamed'
  | 'volume-detached'
  | 'volume-made-anonymous'
  | 'volume-moved'
  | 'network-removed'
  | 'secret-removed'
  | 'config-removed'
  | 'project-renamed'
  | 'file-removed'
  | 'file-shortened'
  | 'file-unreadable'
  | 'include-removed'
  | 'image-changed'
  | 'dependency-removed'
  | 'healthcheck-removed'
  | 'environment-retargeted'
  | 'port-unpublished'
  | 'container-renamed'
  | 'user-changed'
  | 'service-added'
  | 'service-changed'
  | 'volume-added'
  | 'volume-changed'
  | 'network-added'
  | 'network-changed'
  | 'secret-added'
  | 'secret-changed'
  | 'config-added'
  | 'config-changed';

/** One difference between two projects. */
export interface Change {
  readonly kind: ChangeKind;
  /** What it is about: the service, volume, network … or file; for parts of a service, `SERVICE` too (see `service`). */
  readonly name: string;
  /** The service concerned, when the change is about a part of one. */
  readonly service?: string | undefined;
  /** The new name or value, for renames, moves and retargets. */
  readonly to?: string | undefined;
  /** One sentence: what changed and what hangs on it. */
  readonly message: string;
  readonly before: Location | null;
  readonly after: Location | null;
}

/** A name for a change that is the same whenever the same change is made again: `service-removed:db`. */
export function changeId(change: Change): string {
  return [change.kind, change.service, change.name, change.to].filter((part) => part !== undefined).join(':');
}
