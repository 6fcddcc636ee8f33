import { commands, type Disposable, type ExtensionContext, Uri, window } from 'vscode';

/**
 * Opens the page of a rule, which ships with the extension, when the link on a diagnostic is followed
 * (`vscode://holdfast.holdfast/rules/RULE.md`). Any other address is ignored: a link can come from anywhere.
 */
export function registerRulePages(context: ExtensionContext): Disposable {
  return window.registerUriHandler({
    async handleUri(uri) {
      const rule = /^\/rules\/([a-z0-9-]+)\.md$/.exec(uri.path)?.[1];
      if (rule === undefined) return;
      const page = Uri.joinPath(context.extensionUri, 'docs', 'rules', `${rule}.md`);
      await commands.executeCommand('markdown.showPreview', page);
    },
  });
}
