// @ts-check
// A Docker engine: a running one when there is any, otherwise one that is started here and ended with `stop`.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { request } from 'node:http';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cachePath } from './cache.mjs';
import { canInstall, install } from './debian.mjs';
import { endGroup, findOnPath, run } from './process.mjs';

/**
 * @typedef {object} Engine
 * @property {true} available
 * @property {string} host As DOCKER_HOST wants it.
 * @property {string} version
 * @property {() => Promise<void>} stop Ends the engine if it was started here.
 */
/** @typedef {{ available: false, reason: string }} Unavailable */

const START_LIMIT_MS = 60_000;

/**
 * Finds an engine that answers: DOCKER_HOST, the docker context, then the usual sockets.
 * @returns {Promise<Engine | Unavailable>}
 */
export async function findEngine() {
  const tried = [];
  for (const host of await candidates()) {
    const version = await askVersion(host);
    if (version) return { available: true, host, version, stop: async () => undefined };
    tried.push(host);
  }
  return { available: false, reason: `no Docker engine answers (tried ${tried.join(', ') || 'nothing'})` };
}

/**
 * Finds an engine or starts one. As root on Debian or Ubuntu it is installed when missing.
 * @returns {Promise<Engine | Unavailable>}
 */
export async function provideEngine() {
  const found = await findEngine();
  if (found.available) return found;
  if (process.env.DOCKER_HOST) return { available: false, reason: `nothing answers at ${process.env.DOCKER_HOST}` };
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { available: false, reason: `${found.reason}; start Docker, or set DOCKER_HOST` };
  }
  try {
    if (!findOnPath('dockerd') && canInstall()) {
      await install(['docker.io', 'iptables', 'iproute2', 'ca-certificates'], 'the Docker engine');
    }
    // Debian's package leaves the client to another package in newer suites.
    if (!findOnPath('docker') && canInstall()) await install(['docker-cli'], 'the Docker client');
  } catch (error) {
    return { available: false, reason: `the Docker engine could not be installed: ${messageOf(error)}` };
  }
  const dockerd = findOnPath('dockerd');
  if (!dockerd) return { available: false, reason: `${found.reason} and dockerd is not installed` };
  const started = await findEngine();
  return started.available ? started : startEngine(dockerd);
}

/**
 * @param {string} dockerd
 * @returns {Promise<Engine | Unavailable>}
 */
async function startEngine(dockerd) {
  console.log('Starting the Docker engine (dockerd) in the background.');
  mkdirSync(cachePath(), { recursive: true });
  const logFile = cachePath('dockerd.log');
  const log = openSync(logFile, 'w');
  const child = spawn(dockerd, [], { detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  let running = true;
  child.on('exit', () => {
    running = false;
  });
  child.on('error', () => {
    running = false;
  });
  child.unref();
  const host = 'unix:///var/run/docker.sock';
  for (const end = Date.now() + START_LIMIT_MS; running && Date.now() < end; await delay(100)) {
    const version = await askVersion(host);
    if (version) return { available: true, host, version, stop: () => endGroup(child, 30_000) };
  }
  await endGroup(child);
  const lastLine = readFileSync(logFile, 'utf8').trim().split('\n').at(-1);
  return { available: false, reason: `dockerd does not start: ${lastLine}` };
}

/** @returns {Promise<readonly string[]>} */
async function candidates() {
  const chosen = process.env.DOCKER_HOST;
  if (chosen) return [chosen];
  const context = findOnPath('docker')
    ? (await run('docker', ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'])).stdout.trim()
    : '';
  const runtime = process.env.XDG_RUNTIME_DIR;
  const sockets = [
    '/var/run/docker.sock',
    ...(runtime ? [join(runtime, 'docker.sock')] : []),
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.docker', 'desktop', 'docker.sock'),
  ].filter((socket) => existsSync(socket));
  return [...new Set([...(context ? [context] : []), ...sockets.map((socket) => `unix://${socket}`)])];
}

/**
 * @param {string} host
 * @returns {Promise<string | undefined>} The engine's version; undefined when nothing answers there.
 */
export async function askVersion(host) {
  if (!host.startsWith('unix://')) {
    const { code, stdout } = await run('docker', ['-H', host, 'version', '--format', '{{.Server.Version}}'], {
      timeoutMs: 10_000,
    });
    return code === 0 ? stdout.trim() : undefined;
  }
  return new Promise((resolve) => {
    const asked = request(
      { socketPath: host.slice('unix://'.length), path: '/version', timeout: 5_000 },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () => resolve(response.statusCode === 200 ? JSON.parse(body).Version : undefined));
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : String(error);
}
