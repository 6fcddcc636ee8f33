import { commands, type Disposable, type ExtensionContext } from 'vscode';

/** "Get Started": the walkthrough, which VS Code otherwise shows only once. */
export function registerGetStarted(context: ExtensionContext): Disposable {
  return commands.registerCommand('holdfast.getStarted', () =>
    commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#start`, false),
  );
}
