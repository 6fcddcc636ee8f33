import { type Disposable, type ExtensionContext, window, workspace } from 'vscode';
import { loadProject } from '../core/project/load-project.ts';
import { startClient } from './client.ts';
import { registerIgnoreFinding } from './commands/ignore-finding.ts';
import { registerSetUpAgents, updateLauncher } from './commands/set-up-agents.ts';
import { registerShowEffectiveProject } from './commands/show-effective-project.ts';
import type { VolumeFacts } from './guard/approve.ts';
import { startGuard } from './guard/start-guard.ts';
import { registerRulePages } from './rule-pages.ts';
import { startStackView } from './stack-view/start-stack-view.ts';

/**
 * Called by VS Code when a Compose file, a view or a command needs Holdfast. Joins the parts and does nothing itself.
 * The guard comes first, since it must work whatever becomes of the others.
 */
export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Holdfast', { log: true });
  let askVolume: VolumeFacts = async () => undefined;
  const guard = startGuard(context, { log, volumeFacts: (name) => askVolume(name) });
  context.subscriptions.push(log, registerRulePages(context));

  const whenTrusted = () => {
    const stack = startStackView(context, { log, loadProject, hasHeldChanges: guard.hasHeldChanges });
    askVolume = stack.volumeFacts;
    const client = startClient(context, log);
    client.setLiveState(stack.liveState());
    const parts: Disposable[] = [
      client,
      registerIgnoreFinding(),
      registerSetUpAgents(context, log),
      registerShowEffectiveProject(client),
      stack.onDidChange(() => client.setLiveState(stack.liveState())),
    ];
    context.subscriptions.push(...parts);
    // Copying the command line is of no use to the start, so it comes after it.
    setImmediate(() => {
      try {
        updateLauncher(context);
      } catch (error) {
        log.error(`The command line for agents' hooks could not be brought up to date: ${error}`);
      }
    });
  };
  // A folder that is not trusted is only read: no process is started and no engine is asked.
  if (workspace.isTrusted) whenTrusted();
  else context.subscriptions.push(workspace.onDidGrantWorkspaceTrust(whenTrusted));
}
