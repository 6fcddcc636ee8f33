import { type ExtensionContext, type LogOutputChannel, workspace } from 'vscode';
import { loadProject } from '../core/project/load-project.ts';
import { composeLanguageId } from '../server/protocol.ts';
import type { Client } from './client.ts';
import { registerIgnoreFinding } from './commands/ignore-finding.ts';
import { registerSetUpAgents, updateLauncher } from './commands/set-up-agents.ts';
import { registerShowEffectiveProject } from './commands/show-effective-project.ts';
import { registerShowGuardStatus } from './commands/show-guard-status.ts';
import { registerGetStarted } from './first-minutes/get-started.ts';
import { registerPlayIncident } from './first-minutes/play-incident.ts';
import { registerShowAtRisk } from './first-minutes/show-at-risk.ts';
import type { LiveFacts } from './guard/live-facts.ts';
import type { Guard } from './guard/start-guard.ts';
import { createLiveFacts } from './stack-view/live-facts.ts';
import { type StackFeature, startStackView } from './stack-view/start-stack-view.ts';
import type { Status } from './status-bar.ts';
import { startTerminalShims } from './terminal-shims/start-terminal-shims.ts';

export interface LaterPartsDependencies {
  readonly log: LogOutputChannel;
  readonly guard: Guard;
  readonly status: Status;
  /** Called right before the first command is registered. */
  readonly beforeCommands: () => void;
}

/** What the guard asks of the other parts, once they are there. */
export interface LaterParts {
  readonly live: LiveFacts;
}

/**
 * Everything but the guard, for folders that are trusted: the stack view and its commands, the language client, and the
 * command line for agents' hooks. Loaded and started after the guard.
 */
export function startLaterParts(context: ExtensionContext, deps: LaterPartsDependencies): LaterParts {
  const { log, guard, status, beforeCommands } = deps;
  beforeCommands();
  const stack = startStackView(context, { log, loadProject, hasHeldChanges: guard.hasHeldChanges });
  const client = startClientOnceNeeded(context, { log, stack });
  status.showStack(stack.stack.view);
  context.subscriptions.push(
    stack.onDidChange(status.showStack),
    registerGetStarted(context),
    registerShowAtRisk(),
    registerPlayIncident(context),
    registerIgnoreFinding(),
    registerSetUpAgents(context, log),
    registerShowGuardStatus(guard),
    registerShowEffectiveProject({ effectiveProject: async (uri) => (await client).effectiveProject(uri) }),
  );
  // Copying the command line is of no use to the start, so it comes after it.
  setImmediate(() => {
    try {
      updateLauncher(context);
    } catch (error) {
      log.error(`The command line for agents' hooks could not be brought up to date: ${error}`);
    }
    // The programs that stand before docker in terminals call that command line.
    context.subscriptions.push(startTerminalShims(context, log));
  });
  return { live: createLiveFacts({ stack: stack.stack, environment: process.env }) };
}

/** Starts the language client as soon as the workspace has a project or a Compose file is open. */
function startClientOnceNeeded(
  context: ExtensionContext,
  { log, stack }: { readonly log: LogOutputChannel; readonly stack: StackFeature },
): Promise<Client> {
  return new Promise((resolve) => {
    let isStarted = false;
    const look = async () => {
      const hasProject = stack.stack.view.projects.some(({ project }) => project !== undefined);
      const isOpen = workspace.textDocuments.some(({ languageId }) => languageId === composeLanguageId);
      if (isStarted || !(hasProject || isOpen)) return;
      isStarted = true;
      for (const subscription of subscriptions) subscription.dispose();
      const { startClient } = await import('./client.ts');
      const client = startClient(context, log);
      client.setLiveState(stack.liveState());
      context.subscriptions.push(
        client,
        stack.onDidChange(() => client.setLiveState(stack.liveState())),
      );
      resolve(client);
    };
    const subscriptions = [stack.onDidChange(() => void look()), workspace.onDidOpenTextDocument(() => void look())];
    context.subscriptions.push(...subscriptions);
    void look();
  });
}
