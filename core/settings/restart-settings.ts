import type { Setting, SettingValue } from './setting.ts';

/** What a person sets about safe restarts; each as `RestartOptions` takes it, and undefined for what a restart finds out by itself. */
export interface RestartSettings {
  /** Milliseconds a service has to run without a restart before it counts as stable. */
  readonly settle: number;
  /** Milliseconds each service has to come up; undefined: by its health check's own times. */
  readonly deadline: number | undefined;
  /** Restore points that are kept of each project. */
  readonly pointsKept: number;
}

/** Default, least and most of each number. */
const numbers = {
  settleSeconds: [10, 1, 600],
  deadlineSeconds: [0, 0, 7200],
  pointsKept: [10, 1, 1000],
} as const;

/** Reads settings from values that may be anything, each by its name behind `holdfast.restart.`; wrong ones are left at their default. */
export function readRestartSettings(get: (name: string) => unknown): RestartSettings {
  const number = (name: keyof typeof numbers) => {
    const value = get(name);
    const [initial, least, most] = numbers[name];
    return Math.min(most, Math.max(least, typeof value === 'number' && Number.isFinite(value) ? value : initial));
  };
  const deadline = number('deadlineSeconds') * 1000;
  return {
    settle: number('settleSeconds') * 1000,
    deadline: deadline === 0 ? undefined : deadline,
    pointsKept: Math.round(number('pointsKept')),
  };
}

// A workspace could shorten what a restart is judged by, or drop what it goes back to, so only the person can set any of it.
const entry = (name: keyof typeof numbers, description: string): Setting => {
  const [initial, least, most] = numbers[name];
  const value: SettingValue = { kind: 'number', default: initial, least, most };
  return { key: `restart.${name}`, section: 'Safe restart', value, description, scope: 'machine' };
};

/** The settings of safe restarts. */
export const restartSettings: readonly Setting[] = [
  entry(
    'settleSeconds',
    'Seconds that a restarted service has to run without a further restart before it counts as up for good.',
  ),
  entry(
    'deadlineSeconds',
    'Seconds that each service has to come up before it is put back. 0: as long as its own health check allows, and at least a minute.',
  ),
  entry(
    'pointsKept',
    'Restore points of restarts that are kept of each project. Restarts on the command line keep as many. Older ones go, together with the names that keep their images.',
  ),
];
