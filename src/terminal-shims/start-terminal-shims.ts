import { delimiter } from 'node:path';
import { type Disposable, type ExtensionContext, type LogOutputChannel, l10n, window, workspace } from 'vscode';
import { launcherPath } from '../../io/agents/launcher.ts';
import { toPortablePath } from '../../io/disk.ts';
import { answerQuestions } from '../../io/shims/answer-questions.ts';
import { installShims, shimFolder } from '../../io/shims/install-shims.ts';
import { windowVariable } from '../../io/shims/windows.ts';
import { stateFolder } from '../../io/state/state-folder.ts';
import { askPerson } from './ask-person.ts';

const setting = 'holdfast.guard.terminalShims';

/**
 * Where the person has switched it on: commands in VS Code's terminals that would delete data are asked about in this
 * window before they run. Small programs stand before the engines' own in the terminals' PATH; see io/shims.
 */
export function startTerminalShims(context: ExtensionContext, log: LogOutputChannel): Disposable {
  const collection = context.environmentVariableCollection;
  let running: Disposable | undefined;

  const stop = () => {
    running?.dispose();
    running = undefined;
    collection.clear();
  };
  const follow = () => {
    const isWanted = workspace.getConfiguration().get<boolean>(setting, false);
    if (isWanted === (running !== undefined)) return;
    if (!isWanted) return stop();
    try {
      running = start(context, log);
    } catch (error) {
      stop();
      log.error(`terminals are not guarded: ${error}`);
      void window.showErrorMessage(
        l10n.t('Holdfast could not stand before docker in the terminals: {0}', String(error)),
      );
    }
  };
  follow();
  if (running === undefined) collection.clear();
  const subscription = workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(setting)) follow();
  });
  return {
    dispose() {
      subscription.dispose();
      // What terminals are given stays, since they outlive a reload of the window.
      running?.dispose();
    },
  };
}

function start(context: ExtensionContext, log: LogOutputChannel): Disposable {
  const folder = stateFolder(process.env);
  const programs = installShims({
    stateFolder: folder,
    launcher: launcherPath(folder),
    path: process.env.PATH ?? '',
  });
  const server = answerQuestions({
    stateFolder: folder,
    folders: openFolders(),
    ask: (question) => askPerson(question),
    onError: (error) => log.error(`questions of terminals: ${error.stack ?? error.message}`),
  });
  const collection = context.environmentVariableCollection;
  collection.clear();
  collection.persistent = true;
  collection.description = l10n.t('Asks before a command deletes volumes or databases');
  collection.prepend('PATH', `${shimFolder(folder)}${delimiter}`, {
    applyAtProcessCreation: true,
    applyAtShellIntegration: true,
  });
  collection.replace(windowVariable, server.id);
  log.info(`terminals are guarded: ${programs.join(', ') || 'no container engine is in PATH'}`);
  const subscription = workspace.onDidChangeWorkspaceFolders(() => server.setFolders(openFolders()));
  return {
    dispose() {
      subscription.dispose();
      server.dispose();
    },
  };
}

function openFolders(): readonly string[] {
  return (workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === 'file')
    .map(({ uri }) => toPortablePath(uri.fsPath));
}
