import type { AlertKind } from '../settings/read-monitor-settings.ts';
import { inEnglish, type Say } from '../text/say.ts';

/** Something that a person should know now. */
export interface Alert {
  /** The same for the same trouble of the same thing: `unhealthy:shop/web`. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly project?: string | undefined;
  readonly service?: string | undefined;
  /** Milliseconds since the epoch at which it began. */
  readonly since: number;
  /** One sentence: what is wrong. */
  readonly text: string;
  /** The same in the reader's language; undefined where there is only the text. */
  readonly inWords?: InWords | undefined;
}

export type InWords = (say: Say) => string;

/** A trouble that is there at one moment; it becomes an alert when it lasts. */
export interface Condition {
  readonly key: string;
  readonly kind: AlertKind;
  readonly project?: string | undefined;
  readonly service?: string | undefined;
  readonly text: string;
  readonly inWords?: InWords | undefined;
  /** Milliseconds that it must last before it is told. */
  readonly holdFor: number;
  /** When it began, as far as that is known better than from when it was first seen. */
  readonly since?: number | undefined;
}

/** What a person wants to hear nothing of: until when, by alert key, or by kind for all of a kind. Milliseconds since the epoch. */
export type Snoozes = Readonly<Record<string, number>>;

export function isSnoozed(snoozes: Snoozes, alert: Pick<Alert, 'key' | 'kind'>, now: number): boolean {
  return (snoozes[alert.key] ?? 0) > now || (snoozes[alert.kind] ?? 0) > now;
}

/** Adds a snooze and drops those that are over. */
export function snooze(
  snoozes: Snoozes,
  what: string,
  span: { readonly until: number; readonly now: number },
): Snoozes {
  const lasting = Object.entries(snoozes).filter(([, until]) => until > span.now);
  return { ...Object.fromEntries(lasting), [what]: span.until };
}

/** One text for several alerts that come together, so that a stack that breaks down is told once. */
export function alertsInWords(alerts: readonly Alert[], say: Say = inEnglish): string {
  const [first] = alerts;
  if (first === undefined) return '';
  const told = alertInWords(first, say);
  if (alerts.length === 1) return told;
  const names = [...new Set(alerts.map(({ service }) => service).filter((name) => name !== undefined))];
  const some = names.slice(0, 3).join(', ');
  const listed = names.length > 4 ? say('{0} and {1} more', some, names.length - 3) : names.join(', ');
  const about = names.length > 0 ? ` (${listed})` : '';
  return say('{0} things are wrong{1}: {2}', alerts.length, about, told);
}

/** What is wrong, in the reader's language. */
export function alertInWords({ text, inWords }: Alert, say: Say): string {
  return inWords?.(say) ?? text;
}
