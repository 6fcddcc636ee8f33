import { type AlertKind, alertKinds, defaultMonitorSettings, monitorNumbers } from './read-monitor-settings.ts';
import { numberSetting, type Setting, settingsOf } from './setting.ts';

const alertWords: Readonly<Record<AlertKind, string>> = {
  'restart-loop': 'A container ends by itself again and again.',
  unhealthy: 'A health check fails.',
  'out-of-memory': 'A container was killed because it ran out of memory.',
  exited: 'A container ended with an error.',
  'port-lost': 'A published port that answered no longer does.',
  'disk-nearly-full': "The disk of the engine's data is nearly full.",
  'engine-gone': 'The engine no longer answers.',
};

const entry = settingsOf({ prefix: 'monitor', section: 'Monitor', scope: 'window' });

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
  entry(
    'interval',
    numberSetting(monitorNumbers.interval),
    'Seconds between two checks of ports and disk. Everything else comes at once.',
  ),
  entry(
    'loopCount',
    numberSetting(monitorNumbers.loopCount),
    'A container that ends by itself this often is in a restart loop …',
  ),
  entry('loopSeconds', numberSetting(monitorNumbers.loopSeconds), '… when it does so within this many seconds.'),
  entry(
    'diskFreePercent',
    numberSetting(monitorNumbers.diskFreePercent),
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
    numberSetting(monitorNumbers.autoRestartLimit),
    'At most this many automatic restarts of one service within an hour; then it is left alone and told.',
    'application',
  ),
  entry(
    'timelineDays',
    numberSetting(monitorNumbers.timelineDays),
    'Days for which the incident timeline is kept.',
    'application',
  ),
];
