// @ts-check
// An ssh server of the tests' own, on a port and with keys of its own, that lets only them in.
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { canInstall, install } from './debian.mjs';
import { endGroup, findOnPath, isExecutable, runOrThrow } from './process.mjs';

const START_LIMIT_MS = 10_000;

/**
 * @typedef {object} SshServer
 * @property {true} available
 * @property {string} destination As ssh:// wants it: `user@host:port`.
 * @property {string} config A file for `ssh -F` that has the key and knows the host.
 * @property {string} home The folder of its files.
 * @property {() => Promise<void>} stop Ends the server and removes its keys.
 */

/**
 * @param {Record<string, string>} env What its sessions have in their environment.
 * @returns {Promise<SshServer | import('./engine.mjs').Unavailable>}
 */
export async function provideSshServer(env) {
  try {
    if ((!findSshd() || !findOnPath('ssh')) && canInstall()) {
      await install(['openssh-server', 'openssh-client'], 'an ssh server');
    }
  } catch (error) {
    return { available: false, reason: `ssh could not be installed: ${/** @type {Error} */ (error).message}` };
  }
  const sshd = findSshd();
  if (!sshd || !findOnPath('ssh')) return { available: false, reason: 'there is no ssh server (sshd)' };
  if (process.getuid?.() !== 0) return { available: false, reason: "an ssh server of the tests' own needs root" };
  const home = await mkdtemp(join(tmpdir(), 'holdfast-ssh-'));
  const port = await freePort();
  for (const name of ['host', 'user']) {
    await runOrThrow('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, name)]);
  }
  await writeFile(
    join(home, 'sshd_config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${join(home, 'host')}`,
      `AuthorizedKeysFile ${join(home, 'user.pub')}`,
      `PidFile ${join(home, 'pid')}`,
      `SetEnv ${Object.entries(env)
        .map(([name, value]) => `"${name}=${value}"`)
        .join(' ')}`,
      'PasswordAuthentication no',
      'PermitRootLogin prohibit-password',
      'StrictModes no',
      'UsePAM no',
      '',
    ].join('\n'),
  );
  const config = join(home, 'ssh_config');
  await writeFile(
    config,
    `IdentityFile ${join(home, 'user')}\nIdentitiesOnly yes\nStrictHostKeyChecking no\n` +
      `UserKnownHostsFile ${join(home, 'known')}\nLogLevel ERROR\n`,
  );
  await chmod(config, 0o600);
  await mkdir('/run/sshd', { recursive: true });
  const child = spawn(sshd, ['-D', '-e', '-f', join(home, 'sshd_config')], { detached: true, stdio: 'ignore' });
  child.unref();
  const stop = async () => {
    await endGroup(child);
    await rm(home, { recursive: true, force: true });
  };
  for (const end = Date.now() + START_LIMIT_MS; child.exitCode === null && Date.now() < end; await delay(50)) {
    if (await answers(port)) {
      return { available: true, destination: `${userInfo().username}@127.0.0.1:${port}`, config, home, stop };
    }
  }
  await stop();
  return { available: false, reason: 'sshd does not start' };
}

function findSshd() {
  // It is often in a folder that only root's PATH has.
  return findOnPath('sshd') ?? (isExecutable('/usr/sbin/sshd') ? '/usr/sbin/sshd' : undefined);
}

/** @returns {Promise<number>} A port that was free a moment ago. */
function freePort() {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => done(port));
    });
  });
}

/** @param {number} port */
function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
}
