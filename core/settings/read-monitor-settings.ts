/** Everything that can be told by an alert. */
export const alertKinds = [
  'restart-loop',
  'unhealthy',
  'out-of-memory',
  'exited',
  'port-lost',
  'disk-nearly-full',
  'engine-gone',
] as const;

export type AlertKind = (typeof alertKinds)[number];

/** What a person sets about watching. */
export interface MonitorSettings {
  readonly enabled: boolean;
  readonly alerts: ReadonlySet<AlertKind>;
  /** Seconds between two checks of ports and disk. */
  readonly interval: number;
  /** A container that ends by itself this often … */
  readonly loopCount: number;
  /** … within so many seconds is in a loop. */
  readonly loopSeconds: number;
  /** The disk is nearly full when less than this share of it is free, in percent. */
  readonly diskFreePercent: number;
  readonly autoRestart: boolean;
  /** Restarts of one service within an hour, at most. */
  readonly autoRestartLimit: number;
  /** Days that the timeline is kept. */
  readonly timelineDays: number;
}

export const defaultMonitorSettings: MonitorSettings = {
  enabled: true,
  alerts: new Set(alertKinds),
  interval: 30,
  loopCount: 3,
  loopSeconds: 60,
  diskFreePercent: 10,
  autoRestart: false,
  autoRestartLimit: 5,
  timelineDays: 30,
};

/** Reads settings from values that may be anything, each by its name behind `holdfast.monitor.`; wrong ones are left at their default. */
export function readMonitorSettings(get: (name: string) => unknown): MonitorSettings {
  const flag = (name: string, byDefault: boolean) => {
    const value = get(name);
    return typeof value === 'boolean' ? value : byDefault;
  };
  const number = (name: keyof typeof limits) => {
    const value = get(name);
    const [least, most] = limits[name];
    const isNumber = typeof value === 'number' && Number.isFinite(value);
    return Math.min(most, Math.max(least, isNumber ? value : (defaultMonitorSettings[name] as number)));
  };
  const chosen = get('alerts');
  const alerts = Array.isArray(chosen) ? alertKinds.filter((kind) => chosen.includes(kind)) : alertKinds;
  return {
    enabled: flag('enabled', defaultMonitorSettings.enabled),
    alerts: new Set(alerts),
    interval: number('interval'),
    loopCount: Math.round(number('loopCount')),
    loopSeconds: number('loopSeconds'),
    diskFreePercent: number('diskFreePercent'),
    autoRestart: flag('autoRestart', defaultMonitorSettings.autoRestart),
    autoRestartLimit: Math.round(number('autoRestartLimit')),
    timelineDays: number('timelineDays'),
  };
}

/** Least and most of each number. */
export const limits = {
  interval: [5, 3600],
  loopCount: [2, 100],
  loopSeconds: [10, 3600],
  diskFreePercent: [0, 90],
  autoRestartLimit: [1, 60],
  timelineDays: [1, 365],
} as const;
