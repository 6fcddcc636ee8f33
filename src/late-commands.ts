import { commands, type Disposable, type ExtensionContext, l10n } from 'vscode';

export interface WaitingCommands {
  /** Makes room for the real commands, just before they are registered. */
  stop(): void;
  /** Makes the calls that came meanwhile. */
  done(): void;
  /** Lets the calls that came meanwhile end with an error, and later ones too. */
  fail(): void;
}

/**
 * Registers the manifest's commands whose parts are not loaded yet. A call waits until they are, so that a click right
 * after the start is not lost. Commands that are registered already are left alone.
 */
export function letCommandsWait(context: ExtensionContext): WaitingCommands {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const loaded = new Promise<void>((onDone, onFail) => {
    resolve = onDone;
    reject = onFail;
  });
  // Without a waiting call nobody would hear of it here; it is logged where it arose.
  loaded.catch(() => {});
  const placeholders: Disposable[] = [];
  const stop = () => {
    for (const placeholder of placeholders.splice(0)) placeholder.dispose();
  };
  for (const { command } of context.extension.packageJSON.contributes.commands as readonly { command: string }[]) {
    try {
      const wait = async (...args: unknown[]) => {
        await loaded;
        return commands.executeCommand(command, ...args);
      };
      placeholders.push(commands.registerCommand(command, wait));
    } catch {
      // It is the guard's own.
    }
  }
  context.subscriptions.push({ dispose: stop });
  return {
    stop,
    done: resolve,
    fail: () =>
      reject(new Error(l10n.t('Holdfast could not be started. The log "Holdfast" in the Output view says why.'))),
  };
}
