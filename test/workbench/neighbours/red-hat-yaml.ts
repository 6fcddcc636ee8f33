import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { env } from 'node:process';
import type { ExtensionContext } from 'vscode';
import { workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/**
 * Stands in for YAML by Red Hat: its real language server for the file types that it takes, under its id and its settings.
 * The catalog of schemas that it would download is served from here.
 */
export async function activate(context: ExtensionContext): Promise<void> {
  const modules = env.HOLDFAST_TEST_PEERS ?? '';
  const server = createServer((request, response) => {
    const fileMatch = ['**/compose.yaml', '**/compose.yml', '**/docker-compose.yml', '**/docker-compose.yaml'];
    const url = `http://127.0.0.1:${port}/compose.json`;
    const catalog = JSON.stringify({ schemas: [{ name: 'Compose', description: 'Compose', fileMatch, url }] });
    response.setHeader('content-type', 'application/json');
    response.end(
      request.url === '/compose.json' ? readFileSync(`${modules}/dclint/schemas/compose.schema.json`, 'utf8') : catalog,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  const module = `${modules}/yaml-language-server/bin/yaml-language-server`;
  const run = { command: process.execPath, args: [module, '--stdio'], transport: TransportKind.stdio };
  const client = new LanguageClient('yaml', 'YAML Support', run, {
    documentSelector: [{ language: 'yaml' }, { language: 'dockercompose' }],
    middleware: {
      workspace: {
        configuration: async (params) =>
          params.items.map(({ section = '' }) => {
            if (section !== 'yaml')
              return section === '[yaml]' ? {} : (workspace.getConfiguration().get(section) ?? null);
            const { disableSchemaDetection, schemaStore } = workspace.getConfiguration('yaml') as unknown as {
              disableSchemaDetection: string[];
              schemaStore: { enable: boolean };
            };
            return {
              validate: true,
              hover: true,
              completion: true,
              disableSchemaDetection,
              schemaStore: { enable: schemaStore.enable, url: `http://127.0.0.1:${port}/catalog.json` },
              kubernetesCRDStore: { enable: false },
            };
          }),
      },
    },
  });
  context.subscriptions.push(client, { dispose: () => server.close() });
  await client.start();
}
