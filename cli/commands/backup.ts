import { readFileSync } from 'node:fs';
import { resolve } from 'pathe';
import { countsInWords, dumpToolByKind } from '../../core/backup/dump-tools.ts';
import { type Backup, type BackupManifest, levelInWords } from '../../core/backup/manifest.ts';
import { volumesOf } from '../../core/backup/project-volumes.ts';
import { cronLine, systemdUnits } from '../../core/backup/schedule.ts';
import { bytesInWords } from '../../core/text/bytes-in-words.ts';
import { type BackupEvent, type BackupRequest, backUpVolume } from '../../io/backup/back-up-volume.ts';
import { type Catalogue, defaultBackupFolder, openCatalogue } from '../../io/backup/catalogue.ts';
import type { Encryption } from '../../io/backup/encryption.ts';
import { handOver, type Receiver, readReceiver } from '../../io/backup/hand-over.ts';
import { removeExpired } from '../../io/backup/remove-expired.ts';
import { stoppedFolder } from '../../io/backup/volume-users.ts';
import { readSnapshot } from '../../io/engine/read-snapshot.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Command, type CommandContext, UsageError } from '../command.ts';
import { openProject } from '../open-stack.ts';
import { openTidyStorage } from '../open-storage.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { backupAsJson, backupsAsText } from '../reports/backups.ts';
import { resolveVolumes } from '../volume-names.ts';

const usage = `usage: holdfast backup [VOLUME…] [--level best|logical|stopped|live] [--to FOLDER|restic:REPO|borg:REPO] [--recipient AGE]…
       [--passphrase-file FILE] [--keep all] [--quiet] [--format json|text]
       holdfast backup --list [VOLUME…]
       holdfast backup [VOLUME…] --print-schedule cron|systemd [--hour 0-23]`;

/**
 * Backs volumes up: the named ones, or all of the project here. Afterwards backups of these volumes that are past their time
 * go, and never one that was tried out last.
 *
 * Exit code 0: all backed up; 1: one or more were not, or it was cancelled.
 */
export const backup: Command = async (args, context) => {
  const call = readArguments(args, context);
  if (call.schedule !== undefined) return printSchedule(call, context);
  const catalogue = openCatalogue(call.folder);
  if (call.list) return list(call, catalogue, context);

  const { signal, environment } = context;
  const storage = await openTidyStorage(context, call.folder);
  const project = openProject([], context);
  const snapshot = await readSnapshot(storage.engine, project === undefined ? [] : [project], { signal });
  if (call.volumes.length === 0 && project === undefined) {
    throw new UsageError('name the volumes; there is no Compose file here whose volumes could be meant');
  }
  const volumes =
    call.volumes.length > 0
      ? resolveVolumes(call.volumes, { project, snapshot })
      : volumesOf(project ?? never(), snapshot);
  if (volumes.length === 0) {
    context.stdout(call.json ? '{"backups":[],"failed":[]}\n' : 'The project has no volume on the engine yet.\n');
    return 0;
  }
  const made: Backup[] = [];
  const handed: BackupManifest[] = [];
  const failed: { readonly volume: string; readonly message: string }[] = [];
  for (const volume of volumes) {
    if (signal.aborted) break;
    const progress = showProgress(volume, call.silent ? undefined : context);
    const request: BackupRequest = {
      storage,
      volume,
      folder: call.folder,
      stoppedFolder: stoppedFolder(stateFolder(environment)),
      level: call.level,
      encryption: call.encryption,
      signal,
      onEvent: progress.onEvent,
    };
    try {
      if (call.receiver !== undefined) {
        const given = await handOver({ ...request, receiver: call.receiver, environment });
        progress.end();
        handed.push(given);
        if (!call.silent) context.stdout(`${describeHanded(given, call.receiver)}\n`);
        continue;
      }
      const done = await backUpVolume(request);
      progress.end();
      made.push(done);
      if (!call.silent) context.stdout(`${describe(done)}\n`);
      const expired = call.keepAll ? [] : removeExpired(catalogue, done);
      for (const { id } of call.silent ? [] : expired) context.stdout(`  ${id} was past its time and is removed\n`);
    } catch (error) {
      progress.end();
      const message = signal.aborted ? 'Cancelled; nothing of it was kept.' : (error as Error).message;
      failed.push({ volume, message });
      context.stderr(`holdfast: ${volume}: ${message}\n`);
    }
  }
  if (call.json)
    context.stdout(
      `${JSON.stringify({ backups: made.map(backupAsJson), handedOver: handed.map(handedAsJson), failed })}\n`,
    );
  return failed.length > 0 || signal.aborted ? 1 : 0;
};

function describeHanded({ volume, data, level }: BackupManifest, { program }: Receiver): string {
  return `✔ ${volume}: ${bytesInWords(data.contentBytes)} given to ${program} as ${data.file} (${levelInWords[level]})`;
}

function handedAsJson({ volume, at, level, data }: BackupManifest) {
  return { volume, at, level, name: data.file, contentBytes: data.contentBytes };
}

function describe(done: Backup): string {
  const { volume, level, data, id, counts } = done;
  const tool = dumpToolByKind(data.kind);
  const what =
    data.members !== undefined
      ? `${data.members.count} files and folders`
      : tool && counts
        ? countsInWords(counts.after, tool.unit)
        : 'a dump';
  const lines = [
    `✔ ${volume}: ${what}, ${bytesInWords(data.contentBytes)} in ${bytesInWords(data.bytes)} (${levelInWords[level]})`,
    `  ${id}`,
  ];
  if (level === 'live')
    lines.push('  A database may not start from this. --level stopped stops what uses it for the time of the copy.');
  return lines.join('\n');
}

function showProgress(volume: string, context: CommandContext | undefined) {
  let told = 0;
  let open = false;
  const line = (text: string) => {
    // On a terminal one line is written over again; in a file or pipe only stages are told.
    context?.stderr(context.interactive ? `\r\u001B[K${volume}: ${text}` : `${volume}: ${text}\n`);
    open = context?.interactive === true;
  };
  return {
    onEvent(event: BackupEvent) {
      if (context === undefined) return;
      if (event.kind === 'stage') line(event.text);
      else if (context.interactive && Date.now() - told > 200) {
        told = Date.now();
        line(bytesInWords(event.bytes));
      }
    },
    end() {
      if (open) context?.stderr('\r\u001B[K');
    },
  };
}

function list(call: Call, catalogue: Catalogue, context: CommandContext) {
  const all = catalogue.list();
  const volumes = new Set(call.volumes);
  const project = volumes.size > 0 ? openProject([], context) : undefined;
  for (const name of call.volumes) {
    const declared = project?.volumes.get(name)?.engineName;
    if (declared !== undefined) volumes.add(declared);
  }
  const backups = volumes.size === 0 ? all : all.filter(({ volume }) => volumes.has(volume));
  if (call.json) context.stdout(`${JSON.stringify({ backups: backups.map(backupAsJson) })}\n`);
  else
    context.stdout(
      backups.length === 0 ? `There is no backup in ${call.folder}.\n` : backupsAsText(backups, new Date()),
    );
  return 0 as const;
}

function printSchedule(call: Call, context: CommandContext) {
  const program = process.argv[1] ?? 'holdfast';
  const command = context.environment.HOLDFAST_COMMAND
    ? [context.environment.HOLDFAST_COMMAND]
    : [process.execPath, program];
  const schedule = { command, volumes: call.volumes, directory: context.cwd, hour: call.hour };
  context.stdout(call.schedule === 'cron' ? `${cronLine(schedule)}\n` : systemdUnits(schedule));
  return 0 as const;
}

type Call = ReturnType<typeof readArguments>;

function readArguments(args: readonly string[], { cwd, environment }: CommandContext) {
  return parseArguments(
    args,
    {
      usage,
      options: {
        level: { type: 'string', default: 'best' },
        to: { type: 'string' },
        recipient: { type: 'string', multiple: true, default: [] },
        'passphrase-file': { type: 'string' },
        keep: { type: 'string' },
        list: { type: 'boolean', default: false },
        quiet: { type: 'boolean', short: 'q', default: false },
        'print-schedule': { type: 'string' },
        hour: { type: 'string', default: '3' },
        format: { type: 'string', default: 'text' },
      },
    },
    ({ values, positionals }) => {
      const { level, format, keep, hour } = values;
      const schedule = values['print-schedule'];
      if (!isLevel(level)) throw new Error(`unknown level "${level}"`);
      if (keep !== undefined && keep !== 'all') throw new Error('--keep takes only "all"');
      if (schedule !== undefined && schedule !== 'cron' && schedule !== 'systemd') {
        throw new Error(`there is no schedule for "${schedule}"`);
      }
      if (!/^(?:1?\d|2[0-3])$/.test(hour)) throw new Error(`"${hour}" is no hour of a day`);
      const json = formatIn(['json', 'text'], format) === 'json';
      const receiver = values.to === undefined ? undefined : readReceiver(values.to);
      const encryption = encryptionOf(values.recipient, values['passphrase-file']);
      if (receiver && encryption) throw new Error(`${receiver.program} encrypts by itself`);
      return {
        volumes: positionals,
        level,
        receiver,
        folder:
          values.to === undefined || receiver !== undefined
            ? defaultBackupFolder(environment)
            : resolve(cwd, values.to),
        encryption,
        keepAll: keep === 'all',
        list: values.list,
        silent: values.quiet || json,
        schedule,
        hour: Number(hour),
        json,
      };
    },
  );
}

function isLevel(level: string): level is BackupRequest['level'] {
  return ['best', 'logical', 'stopped', 'live'].includes(level);
}

function encryptionOf(recipients: readonly string[], passphraseFile: string | undefined): Encryption | undefined {
  if (recipients.length > 0 && passphraseFile !== undefined) throw new Error('take recipients or a passphrase');
  if (recipients.length > 0) return { recipients };
  return passphraseFile === undefined ? undefined : { passphrase: readPassphrase(passphraseFile) };
}

/** @throws Error when the file cannot be read or is empty */
export function readPassphrase(file: string): string {
  const passphrase = readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  if (passphrase === '') throw new Error(`${file} holds no passphrase`);
  return passphrase;
}

function never(): never {
  throw new UsageError(usage);
}
