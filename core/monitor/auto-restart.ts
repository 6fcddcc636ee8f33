import { imageFacts } from '../images/image-facts.ts';
import type { Container } from '../stack/container.ts';
import type { ServiceView } from '../stack/stack.ts';

/** The volumes of a container at a moment: a container may come back with others. */
export interface MountMark {
  readonly target: string;
  /** A volume's name, or a folder. */
  readonly source: string;
  /** When the volume was made, which tells an empty one of the same name. */
  readonly created?: string | undefined;
}

export interface RestartQuestion {
  readonly service: ServiceView;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Since when it is in trouble. */
  readonly since: number;
  /** Times of the automatic restarts of this service so far. */
  readonly restarts: readonly number[];
  /** Within an hour. */
  readonly limit: number;
  /** The volumes that it had when it last did well; undefined: it never did since anybody watched. */
  readonly marksBefore: readonly MountMark[] | undefined;
  readonly marksNow: readonly MountMark[];
  /** An edit of the project waits for a person, or a restart is under way. */
  readonly isBusy: boolean;
}

export type RestartAnswer =
  | { readonly kind: 'restart' }
  /** `next`: milliseconds until it is worth asking again. */
  | { readonly kind: 'wait'; readonly next: number }
  /** A person has to look; the reason is a sentence. */
  | { readonly kind: 'leave'; readonly reason: string };

const hour = 3_600_000;
/** Milliseconds before the first restart; doubled with each further one within an hour, up to the longest. */
const pauses = { first: 10_000, longest: 600_000 };

/**
 * Whether a service in trouble is restarted by itself. A restart starts the same container again; it never makes a new one,
 * so it cannot bring another version or other volumes.
 */
export function decideRestart(question: RestartQuestion): RestartAnswer {
  const { service, now, since, limit, marksBefore, marksNow, isBusy } = question;
  if (isBusy) return { kind: 'wait', next: pauses.first };
  if (!service.declared) return { kind: 'leave', reason: `${service.name} is not in the file any more.` };
  const changed = hasData(service) && !(marksBefore !== undefined && sameMarks(marksBefore, marksNow));
  if (changed) {
    const known =
      marksBefore === undefined ? 'was never seen to work with its volumes' : 'has other volumes than before';
    return { kind: 'leave', reason: `${service.name} keeps data and ${known}; a person has to look at it first.` };
  }
  const recent = question.restarts.filter((at) => now - at < hour);
  if (recent.length >= limit) {
    const times = recent.length === 1 ? 'once' : `${recent.length} times`;
    return { kind: 'leave', reason: `${service.name} was restarted ${times} within an hour and did not recover.` };
  }
  const pause = Math.min(pauses.longest, pauses.first * 2 ** recent.length);
  const due = Math.max(since, recent.at(-1) ?? 0) + pause;
  return now < due ? { kind: 'wait', next: due - now } : { kind: 'restart' };
}

/** A service keeps data when its image is known for it, or when a volume is mounted that it may write to. */
function hasData(service: ServiceView): boolean {
  return service.containers.some(({ container }) => {
    const facts = imageFacts(container.details?.config.image ?? container.image);
    const mountsVolume = container.mounts.some((mount) => mount.type === 'volume' && mount.writable);
    return mountsVolume || (facts?.data.length ?? 0) > 0;
  });
}

/** What to remember of a service's volumes. */
export function markMounts(
  containers: readonly Container[],
  volumes: ReadonlyMap<string, { readonly created?: string | undefined }>,
): readonly MountMark[] {
  return containers
    .flatMap((container) => container.mounts)
    .filter((mount) => mount.type === 'volume' || mount.type === 'bind')
    .map(({ type, name, source, target }) => ({
      target,
      source: type === 'volume' ? (name ?? '') : source,
      ...(type === 'volume' && { created: volumes.get(name ?? '')?.created }),
    }))
    .sort((a, b) => (a.target < b.target ? -1 : a.target > b.target ? 1 : 0));
}

function sameMarks(a: readonly MountMark[], b: readonly MountMark[]): boolean {
  return (
    a.length === b.length &&
    a.every((mark, index) => {
      const other = b[index];
      return mark.target === other?.target && mark.source === other.source && mark.created === other.created;
    })
  );
}
