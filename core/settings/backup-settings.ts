import { type NumberRange, numberSetting, readNumber, type Setting, settingsOf } from './setting.ts';

/** What a person sets about backups that are made by themselves, and about how long backups are kept. */
export interface BackupSettings {
  /** Hours between two backups of a volume; 0: none are made by themselves. */
  readonly everyHours: number;
  /** Days after which the newest backup of a volume is tried out; 0: never by itself. */
  readonly rehearseDays: number;
  /** Of age; none: not encrypted. */
  readonly recipients: readonly string[];
  /** Backups of each volume that stay: the newest ones, and the newest of so many days and weeks. */
  readonly keep: { readonly last: number; readonly daily: number; readonly weekly: number };
}

export const defaultBackupSettings: BackupSettings = {
  everyHours: 0,
  rehearseDays: 0,
  recipients: [],
  keep: { last: 5, daily: 7, weekly: 4 },
};

const numbers = {
  everyHours: [defaultBackupSettings.everyHours, 0, 24 * 31],
  rehearseDays: [defaultBackupSettings.rehearseDays, 0, 365],
  keepLast: [defaultBackupSettings.keep.last, 1, 1000],
  keepDaily: [defaultBackupSettings.keep.daily, 0, 366],
  keepWeekly: [defaultBackupSettings.keep.weekly, 0, 520],
} satisfies Record<string, NumberRange>;

/** Reads settings from values that may be anything, each by its name behind `holdfast.backup.`; wrong ones are left at their default. */
export function readBackupSettings(get: (name: string) => unknown): BackupSettings {
  const number = (name: keyof typeof numbers) => readNumber(get(name), numbers[name]);
  const recipients = get('recipients');
  return {
    everyHours: number('everyHours'),
    rehearseDays: number('rehearseDays'),
    recipients: Array.isArray(recipients) ? recipients.filter((it): it is string => typeof it === 'string') : [],
    keep: {
      last: Math.round(number('keepLast')),
      daily: Math.round(number('keepDaily')),
      weekly: Math.round(number('keepWeekly')),
    },
  };
}

// A workspace could turn backups off, or send them elsewhere, so only the person can set any of it.
const entry = settingsOf({ prefix: 'backup', section: 'Backups', scope: 'machine' });

/** The settings of backups. */
export const backupSettings: readonly Setting[] = [
  entry(
    'everyHours',
    numberSetting(numbers.everyHours),
    "Hours between two backups of each volume of the workspace's projects, made while VS Code is open and without stopping anything. 0: none are made by themselves.",
  ),
  entry(
    'rehearseDays',
    numberSetting(numbers.rehearseDays),
    'Days after which the newest backup of each volume is tried out by itself. 0: never. Encrypted ones are left out.',
  ),
  entry(
    'folder',
    { kind: 'text', default: '' },
    'Absolute path of the folder that backups go to. Empty: the one that `HOLDFAST_BACKUP_DIR` names, or `backups` in the state folder. A new window takes it up.',
  ),
  entry(
    'recipients',
    { kind: 'texts', default: defaultBackupSettings.recipients },
    'age recipients (`age1…`) that backups made by themselves are encrypted for. Keep the identities somewhere else.',
  ),
  entry('keepLast', numberSetting(numbers.keepLast), 'The newest so many backups of each volume stay …'),
  entry('keepDaily', numberSetting(numbers.keepDaily), '… and the newest of each of so many days …'),
  entry(
    'keepWeekly',
    numberSetting(numbers.keepWeekly),
    '… and of each of so many weeks. The newest that was tried out with success always stays.',
  ),
];
