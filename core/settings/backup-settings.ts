import type { Setting, SettingValue } from './setting.ts';

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

/** Least and most of each number. */
const limits = {
  everyHours: [0, 24 * 31],
  rehearseDays: [0, 365],
  keepLast: [1, 1000],
  keepDaily: [0, 366],
  keepWeekly: [0, 520],
} as const;

const initial: Readonly<Record<keyof typeof limits, number>> = {
  everyHours: defaultBackupSettings.everyHours,
  rehearseDays: defaultBackupSettings.rehearseDays,
  keepLast: defaultBackupSettings.keep.last,
  keepDaily: defaultBackupSettings.keep.daily,
  keepWeekly: defaultBackupSettings.keep.weekly,
};

/** Reads settings from values that may be anything, each by its name behind `holdfast.backup.`; wrong ones are left at their default. */
export function readBackupSettings(get: (name: string) => unknown): BackupSettings {
  const number = (name: keyof typeof limits) => {
    const value = get(name);
    const [least, most] = limits[name];
    return Math.min(most, Math.max(least, typeof value === 'number' && Number.isFinite(value) ? value : initial[name]));
  };
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

const number = (name: keyof typeof limits): SettingValue => {
  const [least, most] = limits[name];
  return { kind: 'number', default: initial[name], least, most };
};

// A workspace could turn backups off, or send them elsewhere, so only the person can set any of it.
const entry = (name: string, value: SettingValue, description: string): Setting => ({
  key: `backup.${name}`,
  section: 'Backups',
  value,
  description,
  scope: 'machine',
});

/** The settings of backups. */
export const backupSettings: readonly Setting[] = [
  entry(
    'everyHours',
    number('everyHours'),
    "Hours between two backups of each volume of the workspace's projects, made while VS Code is open and without stopping anything. 0: none are made by themselves.",
  ),
  entry(
    'rehearseDays',
    number('rehearseDays'),
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
  entry('keepLast', number('keepLast'), 'The newest so many backups of each volume stay …'),
  entry('keepDaily', number('keepDaily'), '… and the newest of each of so many days …'),
  entry(
    'keepWeekly',
    number('keepWeekly'),
    '… and of each of so many weeks. The newest that was tried out with success always stays.',
  ),
];
