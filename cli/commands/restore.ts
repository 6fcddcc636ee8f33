import { readFileSync } from 'node:fs';
import { resolve } from 'pathe';
import type { Backup, Verification } from '../../core/backup/manifest.ts';
import type { BackupEvent } from '../../io/backup/back-up-volume.ts';
import { BackupError } from '../../io/backup/backup-error.ts';
import { type Catalogue, defaultBackupFolder, openCatalogue } from '../../io/backup/catalogue.ts';
import { type Decryption, EncryptionError } from '../../io/backup/encryption.ts';
import { rehearse, restoreIntoNew } from '../../io/backup/restore-volume.ts';
import { swapVolume } from '../../io/backup/swap-volume.ts';
import { stoppedFolder, usersOf } from '../../io/backup/volume-users.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import type { EngineStorage } from '../../io/engine/storage.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type Ask, askOnTerminal, whyNoPerson } from '../ask-person.ts';
import { type Command, type CommandContext, type ExitCode, UsageError } from '../command.ts';
import { openProject } from '../open-stack.ts';
import { openTidyStorage } from '../open-storage.ts';
import { formatIn, parseArguments } from '../parse-arguments.ts';
import { backupAsJson } from '../reports/backups.ts';
import { readPassphrase } from './backup.ts';

const usage = `usage: holdfast restore ID|VOLUME [--rehearse | --replace | --into NAME] [--from FOLDER]
       [--identity FILE]… [--passphrase-file FILE] [--format json|text]`;

/**
 * Restores a backup into a new volume and proves it. With `--replace` it then takes the place of the volume that it came from,
 * after a person typed that volume's name; what was there is kept. With `--rehearse` it is only tried out.
 *
 * Exit code 0: restored, or the rehearsal passed; 1: it is damaged, failed or was cancelled; 2: nobody could be asked.
 */
export const restore: Command = (args, context) =>
  restoreWith((question) => askOnTerminal(question, context.signal), args, context);

/** The conversation behind `restore`, with the terminal as a function. */
export async function restoreWith(ask: Ask, args: readonly string[], context: CommandContext): Promise<ExitCode> {
  const call = readArguments(args, context);
  const backup = findBackup(call.subject, openCatalogue(call.folder), context);
  const nobody = call.replace ? whyNoPerson(context) : undefined;
  if (nobody !== undefined) {
    context.stderr(`holdfast: --replace takes the place of a volume, and ${nobody}\n`);
    return 2;
  }
  const storage = await openTidyStorage(context, call.folder);
  const { signal } = context;
  const onEvent = (event: BackupEvent) => {
    if (event.kind === 'stage' && !call.json) context.stderr(`${event.text}\n`);
  };
  const request = { storage, backup, decryption: call.decryption, signal, onEvent };
  try {
    if (call.rehearse) return tell(await rehearse(request), { backup, call, context });
    const gone = (await storage.volume(backup.volume, { signal })) === undefined;
    const into = call.into ?? (gone ? backup.volume : undefined);
    const { volume, verification } = await restoreIntoNew({ ...request, into });
    if (call.json) context.stdout(`${JSON.stringify({ volume, verification, backup: backupAsJson(backup) })}\n`);
    else context.stdout(`✔ ${volume}: ${verification.detail}\n`);
    if (volume === backup.volume || !call.replace) {
      if (!call.json && volume !== backup.volume) context.stdout(whatNow(volume, backup));
      return 0;
    }
    return await replace({ ask, storage, backup, restored: volume, onEvent }, context);
  } catch (error) {
    if (!isExpected(error)) throw error;
    context.stderr(`holdfast: ${error.message}\n`);
    return 1;
  }
}

async function replace(
  work: {
    readonly ask: Ask;
    readonly storage: EngineStorage;
    readonly backup: Backup;
    readonly restored: string;
    readonly onEvent: (event: BackupEvent) => void;
  },
  context: CommandContext,
): Promise<ExitCode> {
  const { ask, storage, backup, restored, onEvent } = work;
  const { volume } = backup;
  const users = await usersOf(storage.engine, volume, { signal: context.signal });
  const who = users.map(({ name }) => name).join(', ');
  context.stdout(
    `\nWhat is in ${volume} now is kept in another volume.${who === '' ? '' : ` Stopped for the time: ${who}.`}\n`,
  );
  const answer = await ask(
    `Type "${volume}" to put the backup of ${momentOf(backup)} in its place, or press Enter to leave it: `,
  );
  if (answer.trim() !== volume) {
    context.stdout(`Nothing was replaced. ${whatNow(restored, backup)}`);
    return 1;
  }
  const done = await swapVolume({
    storage,
    backup,
    restored,
    stoppedFolder: stoppedFolder(stateFolder(context.environment)),
    signal: context.signal,
    onEvent,
  });
  context.stdout(`✔ ${volume} holds the backup of ${momentOf(backup)}.\n`);
  if (done.before !== undefined) context.stdout(`  What it held before is in the volume ${done.before}.\n`);
  if (done.started.length > 0) context.stdout(`  Started again: ${done.started.join(', ')}\n`);
  if (done.notStarted.length === 0) return 0;
  context.stderr(`holdfast: could not be started again: ${done.notStarted.join(', ')}\n`);
  return 1;
}

function momentOf({ at }: Backup): string {
  return `${at.slice(0, 16).replace('T', ' ')} UTC`;
}

function tell(
  verification: Verification,
  { backup, call, context }: { readonly backup: Backup; readonly call: Call; readonly context: CommandContext },
): ExitCode {
  if (call.json) context.stdout(`${JSON.stringify({ backup: backupAsJson(backup), verification })}\n`);
  else context.stdout(`${verification.passed ? '✔' : '✖'} ${backup.id}: ${verification.detail}\n`);
  return verification.passed ? 0 : 1;
}

function whatNow(restored: string, { volume, id }: Backup): string {
  return `To use it: mount the volume ${restored} in your Compose file, or call "holdfast restore ${id} --replace" to put it in the place of ${volume}.\n`;
}

function isExpected(error: unknown): error is Error {
  return (
    error instanceof BackupError ||
    error instanceof EncryptionError ||
    error instanceof EngineError ||
    (error as Error | undefined)?.name === 'AbortError'
  );
}

/** A backup by its id, or the newest of a volume by the engine's or the file's name. */
function findBackup(subject: string, catalogue: Catalogue, context: CommandContext): Backup {
  const exact = catalogue.find(subject);
  if (exact !== undefined) return exact;
  const all = catalogue.list();
  const declared = openProject([], context)?.volumes.get(subject)?.engineName;
  const found = all.find(({ volume }) => volume === subject) ?? all.find(({ volume }) => volume === declared);
  if (found !== undefined) return found;
  throw new UsageError(`there is no backup "${subject}" and none of a volume of that name in ${catalogue.folder}`);
}

type Call = ReturnType<typeof readArguments>;

function readArguments(args: readonly string[], { cwd, environment }: CommandContext) {
  return parseArguments(
    args,
    {
      usage,
      options: {
        rehearse: { type: 'boolean', default: false },
        replace: { type: 'boolean', default: false },
        into: { type: 'string' },
        from: { type: 'string' },
        identity: { type: 'string', multiple: true, default: [] },
        'passphrase-file': { type: 'string' },
        format: { type: 'string', default: 'text' },
      },
    },
    ({ values, positionals }) => {
      const [subject, ...rest] = positionals;
      if (subject === undefined || rest.length > 0) throw new Error('name one backup, or one volume');
      const ways = [values.rehearse, values.replace, values.into !== undefined].filter(Boolean);
      if (ways.length > 1) throw new Error('take one of --rehearse, --replace and --into');
      const format = formatIn(['json', 'text'], values.format);
      return {
        subject,
        rehearse: values.rehearse,
        replace: values.replace,
        into: values.into,
        folder: values.from === undefined ? defaultBackupFolder(environment) : resolve(cwd, values.from),
        decryption: decryptionOf(values.identity, values['passphrase-file']),
        json: format === 'json',
      };
    },
  );
}

function decryptionOf(files: readonly string[], passphraseFile: string | undefined): Decryption | undefined {
  if (passphraseFile !== undefined) return { passphrase: readPassphrase(passphraseFile) };
  const identities = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  return identities.length === 0 ? undefined : { identities };
}
