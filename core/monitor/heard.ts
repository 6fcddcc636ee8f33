import type { HeardEvent } from './timeline.ts';

/** What was heard of containers, kept for an hour: how they ended, and whether somebody had told them to. */
export interface Heard {
  hear(event: HeardEvent): void;
  /** Ends that nobody asked for, oldest first, by project and service. */
  ends(project: string, service: string, since: number): readonly End[];
  lastEnd(containerId: string): End | undefined;
  /** When it last ran out of memory, in milliseconds since the epoch. */
  outOfMemory(containerId: string): number | undefined;
}

export interface End {
  readonly at: number;
  readonly container: string;
  readonly exitCode: number | undefined;
  /** True when a signal was sent to it before: a stop, a kill or a removal, by a person or a program. */
  readonly askedFor: boolean;
}

/** Milliseconds between a signal that asks a container to end and its end; stops may have a long grace period. */
const graceLimit = 120_000;
const kept = 3_600_000;

export function listenForEnds(): Heard {
  const signals = new Map<string, number>();
  const memory = new Map<string, number>();
  const ends = new Map<string, (End & { readonly id: string })[]>();
  const last = new Map<string, End>();

  function end({ id, attributes, time }: HeardEvent): void {
    const asked = signals.get(id);
    const exitCode = attributes.exitCode === undefined ? undefined : Number(attributes.exitCode);
    const container = attributes.name ?? id.slice(0, 12);
    const it = { id, at: time, container, exitCode, askedFor: asked !== undefined && time - asked < graceLimit };
    signals.delete(id);
    last.set(id, it);
    const key = `${attributes['com.docker.compose.project']}/${attributes['com.docker.compose.service']}`;
    const recent = (ends.get(key) ?? []).filter(({ at }) => time - at < kept);
    ends.set(key, [...recent, it]);
  }

  return {
    hear(event) {
      if (event.type !== 'container') return;
      if (event.action === 'kill') signals.set(event.id, event.time);
      else if (event.action === 'oom') memory.set(event.id, event.time);
      else if (event.action === 'die') end(event);
      else if (event.action === 'destroy') {
        for (const map of [signals, memory, last]) map.delete(event.id);
      }
    },
    ends: (project, service, since) =>
      (ends.get(`${project}/${service}`) ?? []).filter(({ at, askedFor }) => at >= since && !askedFor),
    lastEnd: (id) => last.get(id),
    outOfMemory: (id) => memory.get(id),
  };
}
