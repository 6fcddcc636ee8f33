import type { EngineEvent } from './engine.ts';

interface RawEvent {
  readonly Type?: unknown;
  readonly Action?: unknown;
  readonly Actor?: { readonly ID?: unknown; readonly Attributes?: unknown } | null;
  readonly time?: unknown;
  readonly timeNano?: unknown;
}

/**
 * Reads one line of an engine's event stream in the words of Docker's newest API; undefined for what is no event. Only `Type`,
 * `Action` and `Actor` are read, which every version has. Podman says "remove" and "died" for what Docker calls "destroy" and
 * "die", puts the exit code elsewhere, names volumes only in an attribute, and keeps the health apart from the action.
 */
export function readEvent(line: string): EngineEvent | undefined {
  if (line.trim() === '') return undefined;
  let raw: RawEvent | null;
  try {
    raw = JSON.parse(line) as RawEvent | null;
  } catch {
    return undefined;
  }
  if (typeof raw !== 'object' || raw === null || typeof raw.Type !== 'string') return undefined;
  const type = raw.Type;
  const attributes = textsOf(raw.Actor?.Attributes);
  const exitCode = attributes.exitCode ?? attributes.containerExitCode;
  return {
    type,
    action: actionOf(type, textOf(raw.Action), attributes),
    id: textOf(raw.Actor?.ID) || (type === 'volume' ? (attributes.name ?? '') : ''),
    attributes: exitCode === undefined ? attributes : { ...attributes, exitCode },
    time: timeOf(raw),
  };
}

/** 0 for what is no moment that a date can have. */
function timeOf({ time, timeNano }: RawEvent): number {
  const milliseconds =
    typeof timeNano === 'number' ? Math.floor(timeNano / 1e6) : typeof time === 'number' ? time * 1000 : 0;
  return Math.abs(milliseconds) <= 8.64e15 ? milliseconds : 0;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An object without what in it is no text. */
function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function actionOf(type: string, action: string, attributes: Readonly<Record<string, string>>): string {
  if (action === 'died') return 'die';
  if (action === 'remove' && type !== 'image') return 'destroy';
  if (action === 'health_status') {
    const health = attributes.health_status ?? attributes.containerHealthStatus ?? attributes.healthStatus;
    return health === undefined || health === '' ? action : `health_status: ${health}`;
  }
  return action;
}
