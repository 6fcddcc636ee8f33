import { spawn } from 'node:child_process';
import { Agent, type ClientRequestArgs } from 'node:http';
import { Duplex } from 'node:stream';
import type { Address } from './endpoint.ts';
import { EngineError } from './engine-error.ts';

/**
 * Reaches an engine as the docker command does: `ssh HOST docker system dial-stdio`. The user's own ssh with its
 * configuration, keys and jump hosts is used, and the process ends with its connection.
 */
export function sshAgent(address: Extract<Address, { kind: 'ssh' }>): Agent {
  return new SshAgent(address);
}

class SshAgent extends Agent {
  readonly #address: Extract<Address, { kind: 'ssh' }>;

  constructor(address: Extract<Address, { kind: 'ssh' }>) {
    super({ keepAlive: false });
    this.#address = address;
  }

  override createConnection(_options: ClientRequestArgs, _callback?: (error: Error | null, stream: Duplex) => void) {
    return openTunnel(this.#address);
  }
}

function openTunnel({ destination, port, path }: Extract<Address, { kind: 'ssh' }>): Duplex {
  const remote = path === '' ? ['docker'] : ['docker', '--host', `unix://${path}`];
  const args = ['-T', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=15'];
  if (port !== undefined) args.push('-p', String(port));
  const child = spawn('ssh', [...args, '--', destination, ...remote, 'system', 'dial-stdio'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-500);
  });
  const tunnel = new Duplex({
    write: (chunk, _encoding, done) => void child.stdin.write(chunk, done),
    final: (done) => void child.stdin.end(done),
    read: () => void child.stdout.resume(),
    destroy(error, done) {
      child.kill();
      done(error);
    },
  });
  child.stdout.on('data', (chunk) => {
    if (!tunnel.push(chunk)) child.stdout.pause();
  });
  child.stdin.on('error', () => {});
  child.on('error', (error) => tunnel.destroy(new EngineError('ssh', `ssh could not be started: ${error.message}`)));
  child.on('close', (code) => {
    if (code === 0 || tunnel.destroyed) tunnel.push(null);
    else
      tunnel.destroy(new EngineError('ssh', `ssh to ${destination} ended: ${complaint.trim() || `exit code ${code}`}`));
  });
  return tunnel;
}
