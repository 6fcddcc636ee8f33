// @ts-check
// Starts the VS Code server of the browser host with Holdfast installed, in a profile of its own.
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { endGroup, runOrThrow, signalGroup } from './process.mjs';

const START_LIMIT_MS = 60_000;

/** Nothing that greets, reports, updates or asks for trust. */
const QUIET_SETTINGS = {
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
};

/** Folders open untrusted and without a question, which the person asks for when it suits. */
const TRUST_SETTINGS = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};

/**
 * @typedef {object} HostOptions
 * @property {import('./workbench.mjs').BrowserHost} host
 * @property {string} home An empty folder for everything the server writes.
 * @property {string} [vsix] The packaged extension to install.
 * @property {readonly string[]} [extensions] Further packaged extensions.
 * @property {Record<string, unknown>} [settings] User settings on top of the quiet ones.
 * @property {Record<string, string | undefined>} [env] Added to the server's environment, which extensions see.
 * @property {boolean} [asksForTrust] Opens folders untrusted until a person trusts them, as an installed VS Code does.
 * @property {boolean} [runsTests] Lets a page run tests inside the extension host; VS Code then shows no notifications
 *   of its own accord, so a person's window must not have it.
 */

/**
 * Starts the server on a free port of 127.0.0.1.
 * @param {HostOptions} options
 * @returns {Promise<{ origin: string, pid: number, stop: () => Promise<void>, ended: Promise<void> }>} `origin` without
 *   a slash at its end; `stop` ends the server and everything it started, such as language servers and terminals.
 * @throws {Error} When the extension cannot be installed or the server does not start, with what it printed.
 */
export async function startBrowserHost({ host, home, vsix, extensions = [], settings, env, asksForTrust, runsTests }) {
  const folders = ['--server-data-dir', join(home, 'server'), '--extensions-dir', join(home, 'extensions')];
  const trust = asksForTrust ? TRUST_SETTINGS : {};
  const chosen = JSON.stringify({ ...QUIET_SETTINGS, ...trust, ...settings }, null, 2);
  for (const scope of ['User', 'Machine']) {
    await mkdir(join(home, 'server', 'data', scope), { recursive: true });
    await writeFile(join(home, 'server', 'data', scope, 'settings.json'), chosen);
  }
  const accept = '--accept-server-license-terms';
  const installed = [...(vsix ? [vsix] : []), ...extensions].flatMap((file) => ['--install-extension', file]);
  if (installed.length > 0) await runOrThrow(host.node, [host.serverMain, accept, ...folders, ...installed]);
  const child = spawn(
    host.node,
    [
      host.serverMain,
      ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', accept],
      '--disable-telemetry',
      ...(asksForTrust ? [] : ['--disable-workspace-trust']),
      ...(runsTests ? ['--enable-smoke-test-driver'] : []),
      ...folders,
    ],
    { detached: true, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  /** @type {Promise<void>} */
  const ended = new Promise((resolve) => child.once('exit', () => resolve()));
  // A group of its own gets no Ctrl-C, so it must not outlive whatever ends this process.
  const endNow = () => child.pid !== undefined && signalGroup(child.pid, 'SIGKILL');
  process.once('exit', endNow);
  void ended.then(() => process.off('exit', endNow));
  const port = await portOf(child);
  return {
    origin: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    ended,
    stop: () => endGroup(child),
  };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<null, import('node:stream').Readable, import('node:stream').Readable>} child
 * @returns {Promise<number>}
 */
function portOf(child) {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (/** @type {string} */ why) => reject(new Error(`the VS Code server ${why}:\n${said.trim()}`));
    const timer = setTimeout(() => {
      fail('did not start in time');
      void endGroup(child);
    }, START_LIMIT_MS);
    const read = (/** @type {string} */ chunk) => {
      said = (said + chunk).slice(-4000);
      const port = /(?:bound to 127\.0\.0\.1:|http:\/\/127\.0\.0\.1:)(\d+)/.exec(said)?.[1];
      if (port === undefined || port === '0') return;
      clearTimeout(timer);
      resolve(Number(port));
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', () => {
      clearTimeout(timer);
      fail('ended at once');
    });
  });
}
