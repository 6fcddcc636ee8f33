import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { runOrThrow } from '../../../scripts/environment/process.mjs';

const root = path.resolve(import.meta.dirname, '../../..');

export interface NeighbourOptions {
  readonly publisher: string;
  readonly name: string;
  /** The file beside this one that is its program. */
  readonly source: string;
  /** Its settings, as a manifest has them. */
  readonly configuration?: Readonly<Record<string, object>>;
  /** What wakes it; without, files in YAML do. */
  readonly activationEvents?: readonly string[];
}

/** Packages a stand-in for another extension. Gives the package's path. */
export async function packageNeighbour({
  publisher,
  name,
  source,
  configuration = {},
  activationEvents = ['onLanguage:dockercompose', 'onLanguage:yaml'],
}: NeighbourOptions): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), `holdfast-${name}-`));
  await build({
    entryPoints: [path.join(import.meta.dirname, source)],
    outfile: path.join(folder, 'main.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const manifest = {
    name,
    publisher,
    version: '99.0.0',
    engines: { vscode: '^1.95.0' },
    main: './main.js',
    activationEvents,
    contributes: { configuration: { title: name, properties: configuration } },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(path.join(folder, 'README.md'), `# ${name}\n\nA stand-in for tests.\n`);
  const file = path.join(folder, `${name}.vsix`);
  const vsce = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'vsce.cmd' : 'vsce');
  const options = ['--no-dependencies', '--allow-missing-repository', '--skip-license', '--out', file];
  await runOrThrow(vsce, ['package', ...options], { cwd: folder });
  return file;
}
