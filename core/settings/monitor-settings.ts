import { type AlertKind, alertKinds, defaultMonitorSettings, limits } from './read-monitor-settings.ts';
import type { Setting, SettingValue } from './setting.ts';

const alertWords: Readonly<Record<AlertKind, string>> = {
  'restart-loop': 'A container ends by itself again and again.',
  unhealthy: 'A health check fails.',
  'out-of-memory': 'A container was killed because it ran out of memory.',
  exited: 'A container ended with an error.',
  'port-lost': 'A published port that answered no longer does.',
  'disk-nearly-full': "The disk of the engine's data is nearly full.",
  'engine-gone': 'The engine no longer answers.',
};

const number = (name: keyof typeof limits): SettingValue => {
  const [least, most] = limits[name];
  return { kind: 'number', default: defaultMonitorSettings[name], least, most };
};

const entry = (
  name: string,
  value: SettingValue,
  description: string,
  scope: Setting['scope'] = 'window',
): Setting => ({
  key: `monitor.${name}`,
  section: 'Monitor',
  value,
  description,
  scope,
});

/** The settings of the monitor. */
export const monitorSettings: readonly Setting[] = [
  entry(
    'enabled',
    { kind: 'boolean', default: defaultMonitorSettings.enabled },
    "Watches the workspace's stacks, also while the view is closed, and tells of trouble once.",
  ),
  entry(
    'alerts',
    {
      kind: 'choices',
      default: alertKinds,
      choices: alertKinds.map((value) => ({ value, description: alertWords[value] })),
    },
    'What is told by a notification. The timeline has all of it.',
  ),
  entry('interval', number('interval'), 'Seconds between two checks of ports and disk. Everything else comes at once.'),
  entry('loopCount', number('loopCount'), 'A container that ends by itself this often is in a restart loop …'),
  entry('loopSeconds', number('loopSeconds'), '… when it does so within this many seconds.'),
  entry(
    'diskFreePercent',
    number('diskFreePercent'),
    'The disk is nearly full when less than this many percent are free.',
  ),
  entry(
    'autoRestart',
    { kind: 'boolean', default: defaultMonitorSettings.autoRestart },
    'Restarts services of the workspace that ended with an error or are unhealthy, with growing pauses. Never a service with data whose volume changed. Only your own user settings can switch it on.',
    'application',
  ),
  entry(
    'autoRestartLimit',
    number('autoRestartLimit'),
    'At most this many automatic restarts of one service within an hour; then it is left alone and told.',
    'application',
  ),
  entry('timelineDays', number('timelineDays'), 'Days for which the incident timeline is kept.', 'application'),
];
