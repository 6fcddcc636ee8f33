// @ts-check
// A Podman service for the tests, with a storage of its own, so that nobody's containers are touched.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { canInstall, install } from './debian.mjs';
import { askVersion } from './engine.mjs';
import { endGroup, findOnPath, run } from './process.mjs';

const START_LIMIT_MS = 30_000;

/**
 * @typedef {object} Podman
 * @property {true} available
 * @property {string} host As DOCKER_HOST wants it.
 * @property {string} version
 * @property {(...args: string[]) => ReturnType<typeof run>} podman Runs a podman command on the same storage, for what the
 *   Docker API does not have.
 * @property {() => Promise<void>} stop Ends the service and its containers and removes all that it kept.
 */

/**
 * Starts `podman system service` on a socket of its own; as root on Debian or Ubuntu Podman is installed when missing.
 * @returns {Promise<Podman | import('./engine.mjs').Unavailable>}
 */
export async function providePodman() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return { available: false, reason: "a Podman of the tests' own needs Linux and root" };
  }
  try {
    if (!findOnPath('podman') && canInstall()) {
      await install(['podman', 'netavark', 'aardvark-dns', 'catatonit', 'iptables'], 'Podman');
    }
  } catch (error) {
    return { available: false, reason: `Podman could not be installed: ${/** @type {Error} */ (error).message}` };
  }
  const program = findOnPath('podman');
  if (!program) return { available: false, reason: 'podman is not installed' };
  return start(program);
}

/**
 * @param {string} program
 * @returns {Promise<Podman | import('./engine.mjs').Unavailable>}
 */
async function start(program) {
  const home = await mkdtemp(join(tmpdir(), 'holdfast-podman-'));
  const socket = join(home, 'sock');
  const settings = join(home, 'containers.conf');
  await writeFile(settings, await containersConf(home));
  const env = { ...process.env, CONTAINERS_CONF: settings };
  const places = ['--root', join(home, 'root'), '--runroot', join(home, 'run'), '--tmpdir', join(home, 'tmp')];
  const networks = join(home, 'networks');
  await mkdir(networks);
  const common = [...places, '--network-config-dir', networks];
  const log = openSync(join(home, 'log'), 'w');
  const child = spawn(program, [...common, 'system', 'service', '--time=0', `unix://${socket}`], {
    detached: true,
    env,
    // The program that watches a container leaves a file where it was started when memory runs out.
    cwd: home,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  /** @param {string[]} args */
  const podman = (...args) => run(program, [...common, ...args], { env: { CONTAINERS_CONF: settings } });
  const stop = async () => {
    await podman('pod', 'rm', '--all', '--force', '--time', '0');
    await podman('rm', '--all', '--force', '--time', '0');
    await podman('network', 'prune', '--force');
    await endGroup(child);
    await run('umount', [join(home, 'root', 'overlay')]);
    await rm(home, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  const host = `unix://${socket}`;
  for (const end = Date.now() + START_LIMIT_MS; child.exitCode === null && Date.now() < end; await delay(50)) {
    const version = existsSync(socket) ? await askVersion(host) : undefined;
    if (version) return { available: true, host, version, podman, stop };
  }
  const lastLine = readFileSync(join(home, 'log'), 'utf8').trim().split('\n').at(-1);
  await stop();
  return { available: false, reason: `podman does not start: ${lastLine}` };
}

/**
 * Settings without which containers do not start everywhere: Podman's service asks for a million open files, which a machine
 * may not allow; there the limit is taken out of what the runtime is told.
 * @param {string} home
 */
async function containersConf(home) {
  const lines = ['[network]', ...(existsSync('/usr/lib/podman/netavark') ? ['network_backend = "netavark"'] : [])];
  const limit = Number(/^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]);
  const runtime = findOnPath('crun', 'runc');
  if (runtime && limit < 1_048_576) {
    const script = join(home, 'runtime');
    await writeFile(script, boundedRuntime(runtime));
    await chmod(script, 0o755);
    lines.push('[engine]', 'runtime = "bounded"', '[engine.runtimes]', `bounded = ["${script}"]`);
  }
  return `${lines.join('\n')}\n`;
}

/** @param {string} runtime */
function boundedRuntime(runtime) {
  return `#!/bin/sh
file=config.json
previous=
for word in "$@"; do
  case $previous in
    --bundle | -b) file=$word/config.json ;;
    --process | -p) file=$word ;;
  esac
  previous=$word
done
case " $* " in
  *" create "* | *" exec "*) sed -i 's/"rlimits":\\[[^]]*\\]/"rlimits":[]/' "$file" ;;
esac
exec ${runtime} "$@"
`;
}
