import { commands, Disposable, env, type LogOutputChannel, l10n, ProgressLocation, Uri, window } from 'vscode';
import { reasonsToKeep, sizeInWords, unusedVolumes, type VolumeFacts } from '../../core/backup/inventory.ts';
import type { Backup } from '../../core/backup/manifest.ts';
import { type BackupRequest, backUpVolume } from '../../io/backup/back-up-volume.ts';
import { openCatalogue } from '../../io/backup/catalogue.ts';
import { cleanUpVolumes } from '../../io/backup/clean-up.ts';
import { removeExpired } from '../../io/backup/remove-expired.ts';
import { stoppedFolder } from '../../io/backup/volume-users.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import type { Stack } from '../stack-view/stack.ts';
import { readSettings } from './scheduled-backups.ts';
import { levelSentence, nameOf } from './volume-rows.ts';
import type { Volumes } from './volumes.ts';
import type { VolumesView } from './volumes-view.ts';

export interface DataCommandOptions {
  readonly stack: Stack;
  readonly volumes: Volumes;
  readonly view: VolumesView;
  readonly log: LogOutputChannel;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Backing up, locking and cleaning up, from rows of the view or, without one, from a list. */
export function registerBackupCommands(options: DataCommandOptions): Disposable {
  const { volumes, view } = options;
  const register = (name: string, run: (argument: unknown, all: unknown) => Promise<void>) =>
    commands.registerCommand(`holdfast.${name}`, (argument, all) => told(options, () => run(argument, all)));
  return Disposable.from(
    register('backUpVolume', async (argument, all) => {
      const chosen = await chooseVolumes(options, argument, all, l10n.t('Back up which volumes?'));
      if (chosen.length > 0) await backUp(options, chosen);
    }),
    register('lockVolume', async (argument, all) => {
      const chosen = await chooseVolumes(options, argument, all, l10n.t('Lock which volumes?'));
      const locks = await volumes.locks();
      for (const facts of chosen) await locks.lock(facts.name);
    }),
    register('unlockVolume', async (argument, all) => {
      const locked = (facts: VolumeFacts) => facts.locked;
      const chosen = await chooseVolumes(options, argument, all, l10n.t('Unlock which volumes?'), locked);
      for (const facts of chosen) await unlock(volumes, facts);
    }),
    register('cleanUpVolumes', () => cleanUp(options)),
    register('refreshVolumes', () => volumes.refresh({ sizes: true })),
    register('revealBackup', async (argument) => {
      const row = view.rowOf(argument);
      const { folder } = volumes;
      // The folder itself comes with the first backup.
      if (row?.kind !== 'backup' && openCatalogue(folder).list().length === 0) {
        void window.showInformationMessage(l10n.t('There is no backup yet.'));
        return;
      }
      const file = row?.kind === 'backup' ? Uri.joinPath(Uri.file(folder), row.backup.data.file) : Uri.file(folder);
      await commands.executeCommand('revealFileInOS', file);
    }),
    register('copyVolumeName', async (argument) => {
      const row = view.rowOf(argument);
      if (row?.kind === 'volume') await env.clipboard.writeText(row.facts.name);
    }),
  );
}

/** Runs a command and says in a message what kept it from its end. */
export async function told({ log }: DataCommandOptions, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if ((error as Error | undefined)?.name === 'AbortError') return;
    log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    void window.showErrorMessage(error instanceof Error ? error.message : String(error));
  }
}

async function chooseVolumes(
  { volumes, view }: DataCommandOptions,
  argument: unknown,
  all: unknown,
  title: string,
  fits: (facts: VolumeFacts) => boolean = () => true,
): Promise<readonly VolumeFacts[]> {
  const given = (Array.isArray(all) && all.length > 0 ? all : [argument]).map((value) => view.rowOf(value));
  const rows = given.flatMap((row) => (row?.kind === 'volume' ? [row.facts] : []));
  if (rows.length > 0) return rows.filter(fits);
  await volumes.refresh({ sizes: false });
  const items = volumes.inventory.filter(fits).map((facts) => ({
    label: nameOf(facts),
    description: facts.key === undefined ? '' : facts.name,
    detail: facts.users.map(({ container }) => container).join(', ') || l10n.t('No container uses it.'),
    facts,
  }));
  if (items.length === 0) {
    void window.showInformationMessage(l10n.t('There is no volume for that.'));
    return [];
  }
  const picked = await window.showQuickPick(items, { title, canPickMany: true, matchOnDescription: true });
  return (picked ?? []).map(({ facts }) => facts);
}

type Level = BackupRequest['level'];

async function backUp(options: DataCommandOptions, chosen: readonly VolumeFacts[]): Promise<void> {
  const level = await chooseLevel(chosen);
  if (level === undefined) return;
  const { volumes, environment } = options;
  const storage = await volumes.storage();
  const made: Backup[] = [];
  await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Backing up'), cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      for (const facts of chosen) {
        if (abort.signal.aborted) return;
        let stage = '';
        const say = (more: string) => progress.report({ message: `${nameOf(facts)}: ${stage}${more}` });
        let last = 0;
        const backup = await backUpVolume({
          storage,
          volume: facts.name,
          folder: volumes.folder,
          stoppedFolder: stoppedFolder(stateFolder(environment)),
          level,
          signal: abort.signal,
          onEvent(event) {
            if (event.kind === 'stage') {
              stage = event.text;
              say('');
            } else if (Date.now() - last > 250) {
              last = Date.now();
              say(`, ${sizeInWords(event.bytes)}`);
            }
          },
        }).finally(() => volumes.refresh({ sizes: false }));
        made.push(backup);
        removeExpired(openCatalogue(volumes.folder), backup, readSettings().keep);
        await volumes.refresh({ sizes: false });
      }
    },
  );
  const [first] = made;
  if (first === undefined) return;
  const summary =
    made.length === 1
      ? l10n.t('{0} is backed up. {1}', first.volume, levelSentence(first))
      : l10n.t('{0} volumes are backed up.', made.length);
  const tryOut = l10n.t('Try It Out');
  const answer = await window.showInformationMessage(summary, ...(made.length === 1 ? [tryOut] : []));
  if (answer === tryOut) await commands.executeCommand('holdfast.tryBackup', { backup: first.id });
}

async function chooseLevel(chosen: readonly VolumeFacts[]): Promise<Level | undefined> {
  const running = [...new Set(chosen.flatMap(({ users }) => users.filter((user) => user.running)))];
  if (running.length === 0) return 'stopped';
  const names = [...new Set(running.map(({ container }) => container))].join(', ');
  const items: readonly { label: string; detail: string; level: Level }[] = [
    {
      label: l10n.t('Without stopping anything'),
      detail: l10n.t('The database writes a dump where it can; otherwise the files are copied while they are in use.'),
      level: 'best',
    },
    {
      label: l10n.t('Stop, copy, start again'),
      detail: l10n.t('Stopped during the copy: {0}', names),
      level: 'stopped',
    },
  ];
  return (await window.showQuickPick(items, { title: l10n.t('How should it be backed up?') }))?.level;
}

/** Only a person unlocks: the modal is the person's word, whoever called the command. */
async function unlock(volumes: Volumes, facts: VolumeFacts): Promise<void> {
  const yes = l10n.t('Unlock');
  const answer = await window.showWarningMessage(
    l10n.t('Unlock {0}?', facts.name),
    {
      modal: true,
      detail: l10n.t(
        'Then "docker compose down -v", "docker volume rm" and prune can delete it with all it holds ({0}).',
        sizeInWords(facts.size),
      ),
    },
    yes,
  );
  if (answer === yes) await (await volumes.locks()).unlock(facts.name);
}

async function cleanUp({ volumes, environment }: DataCommandOptions): Promise<void> {
  await volumes.refresh({ sizes: true });
  const unused = unusedVolumes(volumes.inventory);
  if (unused.length === 0) {
    void window.showInformationMessage(l10n.t('Every volume is used by a container, or locked.'));
    return;
  }
  const items = unused.map((facts) => ({
    label: facts.name,
    description: sizeInWords(facts.size),
    detail: reasonsToKeep(facts).join(' '),
    facts,
  }));
  const title = l10n.t('Remove which unused volumes? Each is backed up first.');
  const picked = (await window.showQuickPick(items, { title, canPickMany: true })) ?? [];
  if (picked.length === 0) return;
  const yes = l10n.t('Back Up and Remove');
  const names = picked.map(({ label, description }) => `${label} (${description})`).join('\n');
  const question = l10n.t('Remove {0} volumes?', picked.length);
  if ((await window.showWarningMessage(question, { modal: true, detail: names }, yes)) !== yes) return;
  const storage = await volumes.storage();
  const kept: string[] = [];
  let removed = 0;
  await window.withProgress(
    { location: ProgressLocation.Notification, title: l10n.t('Removing unused volumes'), cancellable: true },
    async (progress, token) => {
      const abort = new AbortController();
      token.onCancellationRequested(() => abort.abort());
      const outcomes = cleanUpVolumes({
        storage,
        folder: volumes.folder,
        stoppedFolder: stoppedFolder(stateFolder(environment)),
        volumes: picked.map(({ facts }) => facts.name),
        signal: abort.signal,
      });
      for await (const outcome of outcomes) {
        progress.report({ message: outcome.volume, increment: 100 / picked.length });
        if (outcome.outcome === 'removed') removed += 1;
        else kept.push(`${outcome.volume}: ${outcome.reason}`);
      }
    },
  );
  await volumes.refresh({ sizes: false });
  const summary = l10n.t('{0} of {1} volumes are removed; their backups are kept.', removed, picked.length);
  if (kept.length === 0) void window.showInformationMessage(summary);
  else void window.showWarningMessage(`${summary} ${kept.join(' ')}`);
}
