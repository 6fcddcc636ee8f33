import type { AlertKind } from '../settings/read-monitor-settings.ts';

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
}

/** A trouble that is there at one moment; it becomes an alert when it lasts. */
export interface Condition {
  readonly key: string;
  readonly kind: AlertKind;
  readonly project?: string | undefined;
  readonly service?: string | undefined;
  readonly text: string;
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
export function alertsInWords(alerts: readonly Alert[]): string {
  const [first] = alerts;
  if (first === undefined) return '';
  if (alerts.length === 1) return first.text;
  const names = [...new Set(alerts.map(({ service }) => service).filter((name) => name !== undefined))];
  const listed = names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  const about = names.length > 0 ? ` (${listed})` : '';
  return `${alerts.length} things are wrong${about}: ${first.text}`;
}
