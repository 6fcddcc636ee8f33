import { type NumberRange, numberSetting, readNumber, type Setting, settingsOf } from './setting.ts';

/** What a person sets about safe restarts; each as `RestartOptions` takes it, and undefined for what a restart finds out by itself. */
export interface RestartSettings {
  /** Milliseconds a service has to run without a restart before it counts as stable. */
  readonly settle: number;
  /** Milliseconds each service has to come up; undefined: by its health check's own times. */
  readonly deadline: number | undefined;
  /** Restore points that are kept of each project. */
  readonly pointsKept: number;
}

const numbers = {
  settleSeconds: [10, 1, 600],
  deadlineSeconds: [0, 0, 7200],
  pointsKept: [10, 1, 1000],
} satisfies Record<string, NumberRange>;

/** Reads settings from values that may be anything, each by its name behind `holdfast.restart.`; wrong ones are left at their default. */
export function readRestartSettings(get: (name: string) => unknown): RestartSettings {
  const number = (name: keyof typeof numbers) => readNumber(get(name), numbers[name]);
  const deadline = number('deadlineSeconds') * 1000;
  return {
    settle: number('settleSeconds') * 1000,
    deadline: deadline === 0 ? undefined : deadline,
    pointsKept: Math.round(number('pointsKept')),
  };
}

// A workspace could shorten what a restart is judged by, or drop what it goes back to, so only the person can set any of it.
const entry = settingsOf({ prefix: 'restart', section: 'Safe restart', scope: 'machine' });

/**
 * The probes of `holdfast.restart.httpProbes`, by `service` or `project/service`.
 *
 * @param values what each place says (the person, the workspace), which may be anything; none takes away what another says
 */
export function readProbeSettings(values: readonly unknown[]): ReadonlyMap<string, readonly string[]> {
  const probes = new Map<string, string[]>();
  for (const value of values) {
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, probe] of Object.entries(value)) {
      if (typeof probe === 'string' && probe.trim() !== '') probes.set(name, [...(probes.get(name) ?? []), probe]);
    }
  }
  return probes;
}

/** The settings of safe restarts. */
export const restartSettings: readonly Setting[] = [
  entry(
    'settleSeconds',
    numberSetting(numbers.settleSeconds),
    'Seconds that a restarted service has to run without a further restart before it counts as up for good.',
  ),
  entry(
    'deadlineSeconds',
    numberSetting(numbers.deadlineSeconds),
    'Seconds that each service has to come up before it is put back. 0: as long as its own health check allows, and at least a minute.',
  ),
  entry(
    'pointsKept',
    numberSetting(numbers.pointsKept),
    'Restore points of restarts that are kept of each project. Restarts on the command line keep as many. Older ones go, together with the names that keep their images.',
  ),
  // A workspace can add probes and take none away: what several places say of a service is asked, each.
  entry(
    'httpProbes',
    { kind: 'named-texts', default: {} },
    'A request for each service that has to be answered before a restart counts as good: `{"api": "GET :8080/health"}` with the port in the container, or `{"api": "http://localhost:18080/health"}` as it is published. Only ports that the service publishes on this machine are asked. `project/service` names a service of one project. Probes of a workspace and labels are asked as well.',
    'window',
  ),
];
