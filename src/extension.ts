import { type ExtensionContext, window, workspace } from 'vscode';
import { startGuard } from './guard/start-guard.ts';
import { letCommandsWait } from './late-commands.ts';
import type { LaterParts } from './later-parts.ts';
import { registerRulePages } from './rule-pages.ts';

/**
 * Called by VS Code when a Compose file, a view or a command needs Holdfast. The guard comes first, by itself and at once,
 * since it must work whatever becomes of the others; what it does not need is loaded when this has returned.
 */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Holdfast', { log: true });
  let parts: LaterParts | undefined;
  const guard = startGuard(context, { log, volumeFacts: async (name) => parts?.volumeFacts(name) });
  context.subscriptions.push(log, registerRulePages(context));

  const whenTrusted = () => {
    const waiting = letCommandsWait(context);
    // A callback of its own, so that a save, say, can be judged between the guard's start and this.
    setImmediate(async () => {
      try {
        const { startLaterParts } = await import('./later-parts.ts');
        parts = startLaterParts(context, { log, guard, beforeCommands: waiting.stop });
        waiting.done();
      } catch (error) {
        waiting.fail(error);
        log.error(
          `Holdfast's views and commands could not be started: ${error instanceof Error ? error.stack : error}`,
        );
      }
    });
  };
  // A folder that is not trusted is only read: no process is started and no engine is asked.
  if (workspace.isTrusted) whenTrusted();
  else context.subscriptions.push(workspace.onDidGrantWorkspaceTrust(whenTrusted));
}
