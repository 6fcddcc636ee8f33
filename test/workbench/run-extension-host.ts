// Runs the suites of extension-host/ inside VS Code's extension host: through VS Code Desktop where there is one,
// otherwise through the browser host. Usage: run-extension-host.ts [FILE]; the outcomes are written to FILE as JSON.
import { access, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import { provideBrowser } from '../../scripts/environment/browser.mjs';
import { startBrowserHost } from '../../scripts/environment/browser-host.mjs';
import { findDesktop, provideBrowserHost } from '../../scripts/environment/workbench.mjs';
import { browserArguments } from '../support/browser-arguments.ts';
import type { Outcome } from './extension-host/run.ts';

const root = path.resolve(import.meta.dirname, '../..');
const suites = path.join(import.meta.dirname, 'extension-host');
const entry = path.join(root, 'dist', 'test', 'extension-host', 'run.js');
const limitMs = 300_000;

async function bundleSuites(): Promise<void> {
  const names = (await readdir(suites)).filter((name) => name === 'run.ts' || name.endsWith('.test.ts'));
  await build({
    entryPoints: names.map((name) => path.join(suites, name)),
    outdir: path.dirname(entry),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'inline',
  });
}

/** The program itself, where only its command line script is known. */
async function desktopProgram(executable: string): Promise<string> {
  const resolved = await realpath(executable);
  const beside = path.join(path.dirname(resolved), '..', path.basename(resolved));
  if (path.basename(path.dirname(resolved)) !== 'bin') return resolved;
  return access(beside).then(
    () => beside,
    () => resolved,
  );
}

async function runInDesktop(executable: string, workspace: string, env: Record<string, string>): Promise<void> {
  await runTests({
    vscodeExecutablePath: await desktopProgram(executable),
    extensionDevelopmentPath: root,
    extensionTestsPath: entry,
    extensionTestsEnv: env,
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust', '--skip-welcome'],
  });
}

async function runInBrowser(home: string, workspace: string, env: Record<string, string>): Promise<void> {
  const [host, found] = [await provideBrowserHost(), await provideBrowser()];
  if (!host.available) throw new Error(host.reason);
  if (!found.available) throw new Error(found.reason);
  const server = await startBrowserHost({ host, home, env, runsTests: true });
  const browser = await chromium.launch({ executablePath: found.executable, args: browserArguments });
  try {
    const page = await browser.newPage();
    const finished = new Promise<number>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the extension host did not end its tests in time')), limitMs);
      void page.exposeFunction('codeAutomationExit', (code: number) => {
        clearTimeout(timer);
        resolve(code);
      });
    });
    // Only the outcomes matter; what it would log here is VS Code's own talk about services it cannot reach.
    await page.exposeFunction('codeAutomationLog', () => undefined);
    const remote = (file: string) => `vscode-remote://${new URL(server.origin).host}${file}`;
    const payload = JSON.stringify([
      ['extensionDevelopmentPath', remote(root)],
      ['extensionTestsPath', remote(entry.replace(/\.js$/, ''))],
    ]);
    const query = new URLSearchParams({ folder: workspace, payload });
    await page.goto(`${server.origin}/?${query}`);
    await finished;
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function main(resultsFile: string | undefined): Promise<number> {
  const home = await mkdtemp(path.join(tmpdir(), 'holdfast-extension-host-'));
  try {
    await bundleSuites();
    const workspace = path.join(home, 'workspace');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'compose.yaml'), 'services:\n  web:\n    image: nginx:1-alpine\n');
    const outcomesFile = resultsFile ? path.resolve(resultsFile) : path.join(home, 'outcomes.json');
    const env = { HOLDFAST_EXTENSION_HOST_RESULTS: outcomesFile, HOLDFAST_STATE_DIR: path.join(home, 'state') };
    const desktop = findDesktop();
    console.log(`  in the extension host (${desktop.available ? desktop.executable : 'browser host'})`);
    if (desktop.available) await runInDesktop(desktop.executable, workspace, env).catch(() => undefined);
    else await runInBrowser(home, workspace, env);
    const outcomes: readonly Outcome[] = JSON.parse(await readFile(outcomesFile, 'utf8'));
    for (const { state, title, error } of outcomes) console.log(`    ${state} ${title}${error ? `\n${error}` : ''}`);
    return outcomes.some(({ state }) => state === 'failed') || outcomes.length === 0 ? 1 : 0;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

main(process.argv[2]).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
