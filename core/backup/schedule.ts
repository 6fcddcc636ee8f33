/** A backup that a computer's own scheduler runs while no editor does. */
export interface ScheduledBackup {
  /** Absolute path of the `holdfast` command, or the words that call it. */
  readonly command: readonly string[];
  readonly volumes: readonly string[];
  /** Absolute folder of the project when the volumes are to be found by it. */
  readonly directory: string;
  /** Hour of the day, 0 to 23, of the machine's own time. */
  readonly hour: number;
}

/** A line for `crontab -e`. A percent sign would end the command there, so it is escaped. */
export function cronLine({ command, volumes, directory, hour }: ScheduledBackup): string {
  const call = [...command, 'backup', ...volumes, '--quiet'].map(shellWord).join(' ');
  return `17 ${hour} * * * cd ${shellWord(directory)} && ${call}`.replaceAll('%', '\\%');
}

/** A service and a timer of systemd, as two files with their names. Missed runs are caught up on. */
export function systemdUnits({ command, volumes, directory, hour }: ScheduledBackup): string {
  const call = [...command, 'backup', ...volumes, '--quiet'].map(systemdWord).join(' ');
  return `# ~/.config/systemd/user/holdfast-backup.service
[Unit]
Description=Back volumes up with Holdfast

[Service]
Type=oneshot
WorkingDirectory=${directory.replaceAll('%', '%%')}
ExecStart=${call}

# ~/.config/systemd/user/holdfast-backup.timer
[Unit]
Description=Back volumes up with Holdfast every day

[Timer]
OnCalendar=*-*-* ${String(hour).padStart(2, '0')}:17:00
Persistent=true

[Install]
WantedBy=timers.target

# Then: systemctl --user daemon-reload && systemctl --user enable --now holdfast-backup.timer
`;
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function systemdWord(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./$-]+$/.test(escaped) ? escaped : `"${escaped.replace(/["\\]/g, '\\$&')}"`;
}
