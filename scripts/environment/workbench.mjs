// @ts-check
// A VS Code to show the extension in: VS Code Desktop, otherwise the whole VS Code server that the npm package
// `code-server` holds, to be looked at through a browser. That package wants Node 24, which npm has as a package too.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cachePath } from './cache.mjs';
import { canInstall, install } from './debian.mjs';
import { findOnPath, isExecutable, run } from './process.mjs';

const CODE_SERVER = '4.139.1';
const NODE_MAJOR = 24;
const PLACES = [
  '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code',
  '/usr/share/code/bin/code',
  '/snap/bin/code',
];

/** @typedef {{ available: false, reason: string }} Unavailable */
/** @typedef {{ available: true, kind: 'desktop', executable: string }} Desktop */
/** @typedef {{ available: true, kind: 'browser-host', node: string, serverMain: string }} BrowserHost */

/**
 * VS Code Desktop's command line program.
 * @returns {Desktop | Unavailable}
 */
export function findDesktop() {
  const chosen = process.env.VSCODE_EXECUTABLE;
  const executable = chosen ?? findOnPath('code') ?? PLACES.find((place) => existsSync(place));
  if (executable && isExecutable(executable)) return { available: true, kind: 'desktop', executable };
  return { available: false, reason: chosen ? `${chosen} cannot be run` : 'VS Code Desktop is not installed' };
}

/**
 * The browser host, installed into the cache folder when it is missing (about two minutes and 800 MB).
 * @returns {Promise<BrowserHost | Unavailable>}
 */
export async function provideBrowserHost() {
  const home = cachePath(`code-server-${CODE_SERVER}`);
  const serverMain = join(home, 'node_modules/code-server/lib/vscode/out/server-main.js');
  const node = await provideNode();
  if (!node.available) return node;
  if (existsSync(serverMain)) return { available: true, kind: 'browser-host', node: node.executable, serverMain };
  if (canInstall()) {
    try {
      await install(
        ['libkrb5-dev', 'pkg-config', 'python3', 'make', 'g++'],
        "to build the VS Code server's native parts",
      );
    } catch (error) {
      return {
        available: false,
        reason: `build tools could not be installed: ${/** @type {Error} */ (error).message}`,
      };
    }
  }
  console.log(`Installing code-server ${CODE_SERVER} (VS Code for the browser) into ${home}; this takes two minutes.`);
  const unfinished = `${home}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await makePackage(unfinished);
  const { code, stdout, stderr } = await installPackage(unfinished, `code-server@${CODE_SERVER}`, {
    PATH: `${dirname(node.executable)}:${process.env.PATH ?? ''}`,
    npm_config_nodedir: node.headers,
  });
  if (code !== 0) {
    return { available: false, reason: `code-server could not be installed: ${reasonIn(stdout + stderr)}` };
  }
  await rename(unfinished, home);
  return existsSync(serverMain)
    ? { available: true, kind: 'browser-host', node: node.executable, serverMain }
    : { available: false, reason: 'the code-server package no longer holds the VS Code server' };
}

/** @returns {Promise<{ available: true, executable: string, headers: string } | Unavailable>} */
async function provideNode() {
  if (Number(process.versions.node.split('.')[0]) === NODE_MAJOR) {
    return { available: true, executable: process.execPath, headers: dirname(dirname(process.execPath)) };
  }
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const home = cachePath(`node${NODE_MAJOR}`);
  const headers = join(home, 'node_modules', name);
  const executable = join(headers, 'bin', 'node');
  if (!existsSync(executable)) {
    console.log(`Installing Node ${NODE_MAJOR} (npm package ${name}) into ${home}.`);
    await makePackage(home);
    const { code, stdout, stderr } = await installPackage(home, `${name}@${NODE_MAJOR}`, {});
    if (code !== 0) {
      return { available: false, reason: `Node ${NODE_MAJOR} could not be installed: ${reasonIn(stdout + stderr)}` };
    }
  }
  return { available: true, executable, headers };
}

/** @param {string} folder */
async function makePackage(folder) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {Record<string, string>} env
 */
function installPackage(folder, name, env) {
  // From version 11 on npm runs no install scripts unless told; older ones warn about the option and go on.
  const args = ['install', '--no-audit', '--no-fund', '--dangerously-allow-all-scripts', name];
  // What an outer npm says of itself, its Node version above all, must not reach the inner one.
  const outer = Object.keys(process.env).filter((key) => key.toLowerCase().startsWith('npm_'));
  const cleared = Object.fromEntries(outer.map((key) => [key, undefined]));
  return run('npm', args, { cwd: folder, env: { ...cleared, ...env }, timeoutMs: 1_200_000 });
}

/**
 * What npm says went wrong, without the frame it puts around it.
 * @param {string} text
 */
function reasonIn(text) {
  const errors = text
    .split('\n')
    .filter((line) => /^npm (error|ERR!) \S/.test(line) && !/complete log|^npm \S+ (code|path|command)/.test(line));
  return errors.length > 0
    ? errors
        .map((line) => line.replace(/^npm \S+ /, ''))
        .slice(0, 3)
        .join(' ')
    : text.trim().slice(-300);
}
