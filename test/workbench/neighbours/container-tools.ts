import { env } from 'node:process';
import type { ExtensionContext } from 'vscode';
import { extensions, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** Stands in for Container Tools: its real language server for Compose files, under its id and its setting. */
export function activate(context: ExtensionContext): void {
  if (workspace.getConfiguration('containers').get('enableComposeLanguageService') === false) return;
  const module = `${env.HOLDFAST_TEST_PEERS}/@microsoft/compose-language-service/bin/docker-compose-langserver`;
  const run = { command: process.execPath, args: [module, '--stdio'], transport: TransportKind.stdio };
  const client = new LanguageClient('compose-language-service', 'Compose Language Service', run, {
    documentSelector: [{ language: 'dockercompose' }],
    middleware: {
      // As the original does: where another extension reports YAML errors, it doesn't.
      handleDiagnostics: (uri, diagnostics, next) =>
        next(uri, extensions.getExtension('redhat.vscode-yaml') === undefined ? diagnostics : []),
    },
  });
  context.subscriptions.push(client);
  void client.start();
}
