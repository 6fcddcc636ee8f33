import type { EngineEvent } from './engine.ts';

interface RawEvent {
  readonly Type?: string;
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
  readonly time?: number;
  readonly timeNano?: number;
}

/**
 * Reads one line of an engine's event stream in the words of Docker's newest API; undefined for what is no event. Only `Type`,
 * `Action` and `Actor` are read, which every version has. Podman says "remove" and "died" for what Docker calls "destroy" and
 * "die", puts the exit code elsewhere, names volumes only in an attribute, and keeps the health apart from the action.
 */
export function readEvent(line: string): EngineEvent | undefined {
  if (line.trim() === '') return undefined;
  let raw: RawEvent;
  try {
    raw = JSON.parse(line) as RawEvent;
  } catch {
    return undefined;
  }
  const type = raw.Type ?? '';
  const attributes = raw.Actor?.Attributes ?? {};
  const exitCode = attributes.exitCode ?? attributes.containerExitCode;
  return {
    type,
    action: actionOf(type, raw.Action ?? '', attributes),
    id: raw.Actor?.ID || (type === 'volume' ? (attributes.name ?? '') : ''),
    attributes: exitCode === undefined ? attributes : { ...attributes, exitCode },
    time: raw.timeNano === undefined ? (raw.time ?? 0) * 1000 : Math.floor(raw.timeNano / 1e6),
  };
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
