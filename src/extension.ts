import { type ExtensionContext, type LogOutputChannel, window, workspace } from 'vscode';
import { startGuard } from './guard/start-guard.ts';
import { letCommandsWait } from './late-commands.ts';
import type { LaterParts } from './later-parts.ts';
import { registerRulePages } from './rule-pages.ts';
import { type Status, showStatus } from './status-bar.ts';

/**
 * Called by VS Code when a Compose file, a view or a command needs Holdfast. A folder that is not trusted is only read: no
 * process is started, no file is written and no engine is asked until somebody trusts it. Where no folder is on a disk there
 * is nothing to guard and nothing that could run, and the views say so by themselves.
 */
export function activate(context: ExtensionContext): void {
  context.subscriptions.push(registerRulePages(context));
  if (isVirtual()) return;
  const log = window.createOutputChannel('Holdfast', { log: true });
  const status = showStatus();
  context.subscriptions.push(log, status);
  if (workspace.isTrusted) start(context, log, status);
  else {
    status.showUntrusted();
    const reading = import('./read-only-diagnostics.ts').then(({ showReadOnlyDiagnostics }) =>
      showReadOnlyDiagnostics(),
    );
    context.subscriptions.push(
      workspace.onDidGrantWorkspaceTrust(async () => {
        start(context, log, status);
        (await reading).dispose();
      }),
    );
  }
}

/** Whether all folders are in file systems of other extensions, such as a repository on a server. */
function isVirtual(): boolean {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length > 0 && folders.every(({ uri }) => uri.scheme !== 'file');
}

/**
 * Starts the guard, by itself and at once, since it must work whatever becomes of the others; what it does not need is
 * loaded when this has returned.
 */
function start(context: ExtensionContext, log: LogOutputChannel, status: Status): void {
  let parts: LaterParts | undefined;
  const guard = startGuard(context, { log, live: () => parts?.live });
  const waiting = letCommandsWait(context);
  setImmediate(async () => {
    try {
      const { startLaterParts } = await import('./later-parts.ts');
      parts = startLaterParts(context, { log, guard, status, beforeCommands: waiting.stop });
      waiting.done();
    } catch (error) {
      waiting.fail();
      log.error(`Holdfast's views and commands could not be started: ${error instanceof Error ? error.stack : error}`);
    }
  });
}
