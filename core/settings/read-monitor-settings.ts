import { type NumberRange, readNumber } from './setting.ts';

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
  const number = (name: keyof typeof monitorNumbers) => readNumber(get(name), monitorNumbers[name]);
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

/** The settings that are numbers. */
export const monitorNumbers = {
  interval: [defaultMonitorSettings.interval, 5, 3600],
  loopCount: [defaultMonitorSettings.loopCount, 2, 100],
  loopSeconds: [defaultMonitorSettings.loopSeconds, 10, 3600],
  diskFreePercent: [defaultMonitorSettings.diskFreePercent, 0, 90],
  autoRestartLimit: [defaultMonitorSettings.autoRestartLimit, 1, 60],
  timelineDays: [defaultMonitorSettings.timelineDays, 1, 365],
} satisfies Record<string, NumberRange>;
