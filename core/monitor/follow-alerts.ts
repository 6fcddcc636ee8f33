import type { Alert, Condition } from './alert.ts';

/** Milliseconds for which a trouble must be gone before it counts as over. */
const calm = 5000;
/** Milliseconds after its end during which the same trouble is not told again. */
const quiet = 600_000;

export interface AlertChange {
  /** Those to tell a person of. */
  readonly raised: readonly Alert[];
  /** Those that came back soon after they were over: noted, and not told again. */
  readonly returned: readonly Alert[];
  readonly cleared: readonly Alert[];
  /** Milliseconds until something that waits is due; undefined: nothing waits. */
  readonly next: number | undefined;
}

export interface AlertFollower {
  /** The alerts that stand now. */
  readonly active: readonly Alert[];
  /**
   * Takes what is wrong at a moment. What is wrong at the first time was so before anybody watched; it stands, and is not
   * told: the view shows it.
   */
  see(conditions: readonly Condition[], now: number): AlertChange;
}

interface Followed {
  readonly alert: Alert;
  /** Undefined while it has not lasted long enough. */
  raisedAt: number | undefined;
  /** When it was last seen. */
  goneSince: number | undefined;
}

/** Follows troubles over time, so that each is told once: when it has lasted, and not again when it flickers. */
export function followAlerts(): AlertFollower {
  const followed = new Map<string, Followed>();
  const over = new Map<string, number>();
  let isFirst = true;

  function see(conditions: readonly Condition[], now: number): AlertChange {
    const raised: Alert[] = [];
    const returned: Alert[] = [];
    const cleared: Alert[] = [];
    const waits: number[] = [];
    const present = new Set(conditions.map(({ key }) => key));
    for (const condition of conditions) {
      const { holdFor, since = now, ...rest } = condition;
      const known = followed.get(condition.key);
      const it: Followed = {
        raisedAt: known?.raisedAt,
        goneSince: undefined,
        alert: known?.alert ?? { ...rest, since },
      };
      // The words may change while it lasts: a loop counts on.
      const current: Followed = { ...it, alert: { ...it.alert, text: condition.text, inWords: condition.inWords } };
      followed.set(condition.key, current);
      if (current.raisedAt !== undefined) continue;
      const due = current.alert.since + holdFor;
      if (isFirst) current.raisedAt = now;
      else if (now < due) waits.push(due - now);
      else {
        current.raisedAt = now;
        const ended = over.get(condition.key);
        (ended !== undefined && now - ended < quiet ? returned : raised).push(current.alert);
      }
    }
    for (const [key, it] of followed) {
      if (present.has(key)) continue;
      if (it.raisedAt === undefined) {
        followed.delete(key);
        continue;
      }
      it.goneSince ??= now;
      if (now - it.goneSince < calm) waits.push(it.goneSince + calm - now);
      else {
        followed.delete(key);
        over.set(key, now);
        cleared.push(it.alert);
      }
    }
    for (const [key, at] of over) if (now - at >= quiet) over.delete(key);
    isFirst = false;
    return { raised, returned, cleared, next: waits.length === 0 ? undefined : Math.min(...waits) };
  }

  return {
    see,
    get active() {
      return [...followed.values()].filter(({ raisedAt }) => raisedAt !== undefined).map(({ alert }) => alert);
    },
  };
}
