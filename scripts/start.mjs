// @ts-check
// Builds Holdfast and opens it in VS Code on a copy of the demo workspace.
//
//   npm start                  VS Code Desktop where there is one, otherwise VS Code in the browser
//   npm start -- --no-open     VS Code in the browser: prints the address and opens nothing
import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startBrowserHost } from './environment/browser-host.mjs';
import { provideComposePlugin } from './environment/compose-plugin.mjs';
import { provideDependencies } from './environment/dependencies.mjs';
import { provideEngine } from './environment/engine.mjs';
import { provideImages } from './environment/images.mjs';
import { endGroup, findOnPath, run, runOrThrow } from './environment/process.mjs';
import { findDesktop, provideBrowserHost } from './environment/workbench.mjs';

const root = resolve(import.meta.dirname, '..');
const vsix = join(root, 'build', 'holdfast.vsix');
const wantsOpen = !process.argv.includes('--no-open');

/** What must be undone at the end, newest first. @type {(() => Promise<unknown>)[]} */
const cleanUps = [];
const ended = new Promise((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => done(undefined));
});

try {
  await Promise.race([main(), ended]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
for (const cleanUp of cleanUps.reverse()) {
  await cleanUp().catch((error) => console.error(error instanceof Error ? error.message : error));
}
process.exit();

async function main() {
  await provideDependencies();
  console.log('Building and packaging Holdfast.');
  await runOrThrow('npm', ['run', '--silent', 'package'], { cwd: root });
  const scratch = await mkdtemp(join(tmpdir(), 'holdfast-demo-'));
  cleanUps.push(() => rm(scratch, { recursive: true, force: true }));
  const demo = join(scratch, 'l9');
  await cp(join(root, 'demo'), demo, { recursive: true });
  await startEngine(demo);
  const desktop = wantsOpen ? findDesktop() : undefined;
  if (desktop?.available) await openDesktop(desktop.executable, scratch, demo);
  else await openInBrowser(scratch, demo);
}

/**
 * Finds or starts an engine and readies the demo's images; without an engine the rest goes on.
 * @param {string} demo
 */
async function startEngine(demo) {
  const engine = await provideEngine();
  if (!engine.available) {
    console.log(`No containers: ${engine.reason}. Diagnostics and the guard work all the same.`);
    return;
  }
  cleanUps.push(engine.stop);
  process.env.DOCKER_HOST ??= engine.host;
  const plugin = await provideComposePlugin();
  if (!plugin.available) {
    console.log(`Docker ${engine.version} runs, but services cannot be started: ${plugin.reason}.`);
    return;
  }
  const images = await provideImages(engine.host);
  if (!images.available) console.log(`The demo stack may not start: ${images.reason}.`);
  else if (images.standIns.length > 0) console.log(`Stand-ins made here for: ${images.standIns.join(', ')}.`);
  const file = join(demo, 'compose.yaml');
  const text = join(scratchOf(demo), 'compose.at-start.yaml');
  await cp(file, text);
  console.log(`Docker ${engine.version} with compose ${plugin.compose} is ready.`);
  console.log(`Start the demo stack in the Holdfast view, or: docker compose -f ${file} up -d --build --wait`);
  // The stack belongs to this run; its volumes are kept, as a plain `down` keeps them.
  cleanUps.push(async () => {
    const listed = await run('docker', [
      'ps',
      '-aq',
      '--filter',
      `label=com.docker.compose.project.working_dir=${demo}`,
    ]);
    if (listed.stdout.trim() === '') return;
    console.log('Stopping the demo stack; its volumes are kept.');
    await cp(text, file);
    await run('docker', ['compose', '-f', file, 'down', '--timeout', '5'], { timeoutMs: 60_000 });
  });
}

/** @param {string} demo */
function scratchOf(demo) {
  return resolve(demo, '..');
}

/**
 * @param {string} executable
 * @param {string} scratch
 * @param {string} demo
 */
async function openDesktop(executable, scratch, demo) {
  const folders = ['--user-data-dir', join(scratch, 'user'), '--extensions-dir', join(scratch, 'extensions')];
  await runOrThrow(executable, [...folders, '--install-extension', vsix]);
  console.log(`Opening ${demo} in VS Code. Close its window, or press Ctrl-C here, to end.`);
  const child = spawn(executable, [...folders, '--disable-workspace-trust', '--new-window', '--wait', demo], {
    detached: process.platform !== 'win32',
    env: { ...process.env, HOLDFAST_STATE_DIR: join(scratch, 'state') },
    stdio: 'ignore',
  });
  cleanUps.push(() => endGroup(child));
  await new Promise((done) => child.once('exit', done));
}

/**
 * @param {string} scratch
 * @param {string} demo
 */
async function openInBrowser(scratch, demo) {
  const host = await provideBrowserHost();
  if (!host.available) throw new Error(`There is no VS Code to open: ${host.reason}.`);
  const home = join(scratch, 'host');
  const env = { HOLDFAST_STATE_DIR: join(scratch, 'state') };
  const server = await startBrowserHost({ host, home, vsix, env });
  cleanUps.push(server.stop);
  const address = `${server.origin}/?folder=${encodeURIComponent(demo)}`;
  console.log(`\nHoldfast runs in VS Code at\n\n  ${address}\n\nPress Ctrl-C to end.`);
  if (wantsOpen) openAddress(address);
  await server.ended;
  throw new Error('The VS Code server has ended.');
}

/**
 * Shows an address in the user's browser, where there is a display to show it on.
 * @param {string} address
 */
function openAddress(address) {
  const opener = { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
  const hasDisplay = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay || !findOnPath(opener)) return;
  spawn(opener, [address], { detached: true, stdio: 'ignore' }).unref();
}
