import { commands, Disposable, l10n, ProgressLocation, window } from 'vscode';
import { ageInWords, sizeInWords } from '../../core/backup/inventory.ts';
import type { Backup, Verification } from '../../core/backup/manifest.ts';
import { openCatalogue } from '../../io/backup/catalogue.ts';
import type { Decryption } from '../../io/backup/encryption.ts';
import { type RestoreRequest, rehearse, restoreIntoNew } from '../../io/backup/restore-volume.ts';
import { swapVolume } from '../../io/backup/swap-volume.ts';
import { stoppedFolder, usersOf } from '../../io/backup/volume-users.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { type DataCommandOptions, told } from './backup-commands.ts';
import { levelSentence } from './volume-rows.ts';

/** Restoring, putting a backup into the place of a volume, and trying one out. */
export function registerRestoreCommands(options: DataCommandOptions): Disposable {
  const register = (name: string, run: (backup: Backup) => Promise<void>, title: string) =>
    commands.registerCommand(`holdfast.${name}`, (argument) =>
      told(options, async () => {
        const backup = await chooseBackup(options, argument, title);
        if (backup !== undefined) await run(backup);
      }),
    );
  return Disposable.from(
    register('restoreBackup', (backup) => restore(options, backup), l10n.t('Restore which backup?')),
    register('tryBackup', (backup) => tryOut(options, backup), l10n.t('Try which backup out?')),
    register('deleteBackup', (backup) => remove(options, backup), l10n.t('Delete which backup?')),
  );
}

async function chooseBackup(
  { volumes, view }: DataCommandOptions,
  argument: unknown,
  title: string,
): Promise<Backup | undefined> {
  const row = view.rowOf(argument);
  if (row?.kind === 'backup') return row.backup;
  const named = (argument as { backup?: unknown } | undefined)?.backup;
  if (typeof named === 'string') return openCatalogue(volumes.folder).find(named);
  const volume = row?.kind === 'volume' ? row.facts.name : row?.kind === 'gone' ? row.volume : undefined;
  const all = openCatalogue(volumes.folder).list({ volume });
  if (all.length === 0) {
    void window.showInformationMessage(
      volume === undefined ? l10n.t('There is no backup yet.') : l10n.t('{0} has no backup yet.', volume),
    );
    return undefined;
  }
  const now = Date.now();
  const items = all.map((backup) => ({
    label: backup.volume,
    description: `${ageInWords(backup.at, now)}, ${sizeInWords(backup.data.bytes)}`,
    detail: backup.verified?.detail ?? levelSentence(backup),
    backup,
  }));
  return (await window.showQuickPick(items, { title, matchOnDescription: true }))?.backup;
}

async function restore(options: DataCommandOptions, backup: Backup): Promise<void> {
  const { volumes, environment } = options;
  const storage = await volumes.storage();
  const gone = (await storage.volume(backup.volume)) === undefined;
  const restored = await withRequest(options, backup, l10n.t('Restoring {0}', backup.volume), (request) =>
    restoreIntoNew({ ...request, into: gone ? backup.volume : undefined }),
  );
  if (restored === undefined) return;
  if (gone) {
    void window.showInformationMessage(l10n.t('{0} is back. {1}', backup.volume, restored.verification.detail));
    return;
  }
  const users = (await usersOf(storage.engine, backup.volume)).map(({ name }) => name).join(', ');
  const replace = l10n.t('Replace {0}', backup.volume);
  const detail = [
    restored.verification.detail,
    l10n.t('It is in the new volume {0}, and nothing else was touched.', restored.volume),
    l10n.t('Replacing keeps what is in {0} now in another volume.', backup.volume),
    ...(users === '' ? [] : [l10n.t('Stopped meanwhile: {0}.', users)]),
  ].join('\n\n');
  const question = l10n.t('The backup of {0} is restored. Put it in the place of {0}?', backup.volume);
  const answer = await window.showWarningMessage(question, { modal: true, detail }, replace);
  if (answer !== replace) {
    void window.showInformationMessage(l10n.t('The backup is in the volume {0}.', restored.volume));
    return;
  }
  const done = await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Replacing {0}', backup.volume), cancellable: true },
    (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      return swapVolume({
        storage,
        backup,
        restored: restored.volume,
        stoppedFolder: stoppedFolder(stateFolder(environment)),
        signal: abort.signal,
        onEvent: (event) => event.kind === 'stage' && progress.report({ message: event.text }),
      });
    },
  );
  await volumes.refresh({ sizes: true });
  const moment = new Date(backup.at).toLocaleString();
  const message =
    done.before === undefined
      ? l10n.t('{0} holds the backup from {1}.', backup.volume, moment)
      : l10n.t('{0} holds the backup from {1}. What it held before is in {2}.', backup.volume, moment, done.before);
  void window.showInformationMessage(message);
  if (done.notStarted.length === 0) return;
  void window.showErrorMessage(l10n.t('Could not be started again: {0}', done.notStarted.join(', ')));
}

async function tryOut(options: DataCommandOptions, backup: Backup): Promise<void> {
  const title = l10n.t('Trying out the backup of {0}', backup.volume);
  const verification = await withRequest<Verification>(options, backup, title, rehearse);
  if (verification === undefined) return;
  if (verification.passed) void window.showInformationMessage(l10n.t('The backup is good. {0}', verification.detail));
  else void window.showErrorMessage(l10n.t('The backup is NOT good. {0}', verification.detail));
}

async function remove({ volumes }: DataCommandOptions, backup: Backup): Promise<void> {
  const others = openCatalogue(volumes.folder).list({ volume: backup.volume }).length - 1;
  const yes = l10n.t('Delete Backup');
  const detail =
    others === 0
      ? l10n.t('It is the only backup of this volume.')
      : l10n.t('{0} other backups of this volume stay.', others);
  const question = l10n.t('Delete the backup of {0} from {1}?', backup.volume, new Date(backup.at).toLocaleString());
  if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  openCatalogue(volumes.folder).remove(backup.id);
  await volumes.refresh({ sizes: false });
}

/** Shows progress that can be cancelled, and asks for what opens an encrypted backup. */
async function withRequest<T>(
  { volumes }: DataCommandOptions,
  backup: Backup,
  title: string,
  work: (request: RestoreRequest) => Promise<T>,
): Promise<T | undefined> {
  const decryption = backup.data.encrypted ? await askForKey() : undefined;
  if (backup.data.encrypted && decryption === undefined) return undefined;
  const storage = await volumes.storage();
  try {
    return await window.withProgress(
      { location: ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        return work({
          storage,
          backup,
          decryption,
          signal: abort.signal,
          onEvent: (event) => event.kind === 'stage' && progress.report({ message: event.text }),
        });
      },
    );
  } finally {
    await volumes.refresh({ sizes: false });
  }
}

async function askForKey(): Promise<Decryption | undefined> {
  const text = await window.showInputBox({
    title: l10n.t('This backup is encrypted'),
    prompt: l10n.t('The passphrase, or an age identity that begins with AGE-SECRET-KEY-'),
    password: true,
    ignoreFocusOut: true,
  });
  if (!text) return undefined;
  return text.startsWith('AGE-SECRET-KEY-') ? { identities: [text] } : { passphrase: text };
}
