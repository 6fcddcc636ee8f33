import type { BackupSettings } from '../settings/backup-settings.ts';
import type { Backup } from './manifest.ts';

/** What the schedule did last with a volume; all moments ISO 8601, UTC. */
export interface Attempt {
  /** When a backup failed last, and why; gone once one succeeded. */
  readonly failed?: { readonly at: string; readonly message: string } | undefined;
  /** When trying the newest backup out could not be done last. */
  readonly notTried?: { readonly at: string; readonly message: string } | undefined;
}

export interface DueBackups {
  readonly backUp: readonly string[];
  /** The newest backups of volumes whose turn it is. */
  readonly tryOut: readonly Backup[];
  /** Milliseconds since the epoch: when the next turn comes; undefined: none will. */
  readonly next: number | undefined;
}

const hour = 3_600_000;

/**
 * What is to be done now. A turn that was missed, however often, comes once; a backup that a person made counts as a turn.
 * What failed is tried again after an hour at the latest. Moments that lie in the future, as after a clock was set back, count
 * for nothing.
 */
export function dueBackups(input: {
  readonly volumes: readonly string[];
  /** Of this engine. */
  readonly backups: readonly Backup[];
  /** By volume. */
  readonly attempts: ReadonlyMap<string, Attempt>;
  readonly settings: BackupSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
}): DueBackups {
  const { volumes, backups, attempts, settings, now } = input;
  const past = (moment: string | undefined) => {
    const time = moment === undefined ? Number.NaN : Date.parse(moment);
    return time <= now ? time : undefined;
  };
  const latest = (moments: readonly (string | undefined)[]) => {
    const times = moments.flatMap((moment) => past(moment) ?? []);
    return times.length === 0 ? undefined : Math.max(...times);
  };
  const turn = (last: number | undefined, every: number, failed: string | undefined) => {
    const regular = last === undefined ? now : last + every;
    const failure = past(failed);
    return failure === undefined ? regular : Math.max(regular, failure + Math.min(every, hour));
  };

  const backUp: string[] = [];
  const tryOut: Backup[] = [];
  const turns: number[] = [];
  for (const volume of volumes) {
    const own = backups.filter((backup) => backup.volume === volume && past(backup.at) !== undefined);
    const attempt = attempts.get(volume);
    if (settings.everyHours > 0) {
      const every = settings.everyHours * hour;
      const at = turn(latest(own.map((backup) => backup.at)), every, attempt?.failed?.at);
      turns.push(at <= now ? now + every : at);
      if (at <= now) backUp.push(volume);
    }
    const newest = own.reduce<Backup | undefined>((last, it) => (last && last.at >= it.at ? last : it), undefined);
    if (settings.rehearseDays > 0 && newest !== undefined && !newest.data.encrypted) {
      const every = settings.rehearseDays * 24 * hour;
      const tried = own.map(({ verified }) => (verified?.how === 'checksum' ? undefined : verified?.at));
      const at = turn(latest(tried), every, attempt?.notTried?.at);
      turns.push(at <= now ? now + every : at);
      if (at <= now) tryOut.push(newest);
    }
  }
  return { backUp, tryOut, next: turns.length === 0 ? undefined : Math.min(...turns) };
}
