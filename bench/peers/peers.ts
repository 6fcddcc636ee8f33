import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** A language server to compare. */
export interface Peer {
  readonly name: string;
  readonly command: readonly string[];
  /** What it is told when it asks for its settings. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** @param modules folder with the installed packages */
export async function languageServers(modules: string): Promise<Peer[]> {
  const schema = process.env.HOLDFAST_SPEC_SCHEMA ?? path.join(modules, 'dclint/schemas/compose.schema.json');
  return [
    { name: 'Holdfast', command: [process.execPath, await buildServer(), '--stdio'], settings: {} },
    {
      name: 'compose-language-service',
      command: [
        process.execPath,
        path.join(modules, '@microsoft/compose-language-service/bin/docker-compose-langserver'),
        '--stdio',
      ],
      settings: {},
    },
    {
      name: 'yaml-language-server',
      command: [process.execPath, path.join(modules, 'yaml-language-server/bin/yaml-language-server'), '--stdio'],
      settings: {
        yaml: {
          validate: true,
          hover: true,
          completion: true,
          schemaStore: { enable: false },
          kubernetesCRDStore: { enable: false },
          schemas: { [pathToFileURL(schema).href]: ['compose*.yaml'] },
        },
        http: { proxy: '', proxyStrictSSL: true },
        editor: { tabSize: 2 },
      },
    },
  ];
}

/** The server as it is shipped: bundled and minified. */
async function buildServer(): Promise<string> {
  const outfile = path.join(mkdtempSync(path.join(tmpdir(), 'holdfast-bench-')), 'server.js');
  await build({
    entryPoints: [path.resolve(__dirname, '../../server/main.ts')],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  return outfile;
}
