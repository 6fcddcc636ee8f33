import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createServer, type Server } from 'node:tls';
import { connectEngine } from '../../io/engine/connect-engine.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { findEngines } from '../../io/engine/find-engines.ts';
import { runProcess } from '../../io/process.ts';
import { provideSshServer } from '../../scripts/environment/ssh-server.mjs';
import { engineOrSkip } from './scratch-project.ts';

describe('engines over the network', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'stack-remote-'));
  let local: Engine;

  before(async function () {
    local = await engineOrSkip(this);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Asks for a list, and hears events until the stream is open. */
  async function use(engine: Engine): Promise<void> {
    assert.equal(engine.version.version, local.version.version);
    const ids = async (one: Engine) => (await one.networks()).map(({ id }) => id).sort();
    assert.deepEqual(await ids(engine), await ids(local));
    const abort = new AbortController();
    await engine.events({ signal: abort.signal, onEvent: () => {}, onOpen: () => abort.abort() });
  }

  describe('by TLS', () => {
    let front: Server;
    let host = '';
    const file = (name: string) => join(folder, name);

    before(async function () {
      try {
        await makeCertificates(folder);
      } catch (error) {
        console.log(`skipped: no certificates can be made: ${(error as Error).message}`);
        return this.skip();
      }
      // Stands before the real engine as its own TLS would: it shows a certificate and lets in only those who have one.
      front = createServer(
        {
          ca: readFileSync(file('ca.pem')),
          cert: readFileSync(file('server-cert.pem')),
          key: readFileSync(file('server-key.pem')),
          requestCert: true,
          rejectUnauthorized: true,
        },
        (secured) => {
          const inner = connect(local.endpoint.host.replace('unix://', ''));
          secured.pipe(inner).pipe(secured);
          secured.on('error', () => inner.destroy());
          inner.on('error', () => secured.destroy());
        },
      );
      await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
      host = `tcp://127.0.0.1:${(front.address() as AddressInfo).port}`;
    });
    after(() => front?.close());

    const find = (environment: Record<string, string>) => {
      const { current } = findEngines({ environment, home: join(folder, 'nobody') });
      assert.ok(current);
      return current;
    };
    const reasonOf = async (environment: Record<string, string>) => {
      try {
        await connectEngine(find(environment));
        return 'connected';
      } catch (error) {
        return (error as EngineError).reason;
      }
    };

    it('through DOCKER_HOST with its certificates, and never without', async () => {
      const verified = { DOCKER_HOST: host, DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: folder };
      await use(await connectEngine(find(verified)));
      mkdirSync(file('empty'), { recursive: true });
      assert.equal(await reasonOf({ ...verified, DOCKER_CERT_PATH: file('empty') }), 'tls');
      // Spoken to without TLS, the server hangs up.
      assert.equal(await reasonOf({ DOCKER_HOST: host }), 'connection-lost');
    });

    it('refuses a server of another name, unless the user asked not to look', async () => {
      const other = host.replace('127.0.0.1', 'localhost');
      const environment = { DOCKER_HOST: other, DOCKER_CERT_PATH: folder };
      assert.equal(await reasonOf({ ...environment, DOCKER_TLS_VERIFY: '1' }), 'tls');
      await use(await connectEngine(find({ ...environment, DOCKER_TLS: '1' })));
    });

    it('through a docker context with its own certificates', async () => {
      const config = file('config');
      const tls = join(config, 'contexts/tls/abc/docker');
      const meta = join(config, 'contexts/meta/abc');
      mkdirSync(tls, { recursive: true });
      mkdirSync(meta, { recursive: true });
      for (const name of ['ca.pem', 'cert.pem', 'key.pem']) writeFileSync(join(tls, name), readFileSync(file(name)));
      const content = { Name: 'far', Endpoints: { docker: { Host: host, SkipTLSVerify: false } } };
      writeFileSync(join(meta, 'meta.json'), JSON.stringify(content));
      const endpoint = find({ DOCKER_CONFIG: config, DOCKER_CONTEXT: 'far' });
      assert.equal(endpoint.context, 'far');
      await use(await connectEngine(endpoint));
    });
  });

  it('by ssh, and leaves no ssh behind', async function () {
    const server = await provideSshServer({ DOCKER_HOST: local.endpoint.host });
    if (!server.available) {
      console.log(`skipped: ${server.reason}`);
      return this.skip();
    }
    const programs = join(folder, 'bin');
    mkdirSync(programs);
    // The real ssh, only with the test's key instead of the user's.
    const { stdout } = await runProcess({ command: 'sh', args: ['-c', 'command -v ssh'], timeLimit: 5000 });
    writeFileSync(join(programs, 'ssh'), `#!/bin/sh\nexec ${stdout.trim()} -F ${server.config} "$@"\n`);
    chmodSync(join(programs, 'ssh'), 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${programs}${delimiter}${path}`;
    try {
      const endpoint = { id: 's', label: 'over ssh', host: `ssh://${server.destination}` };
      await use(await connectEngine(endpoint));
      for (const end = Date.now() + 10_000; sshProcesses(server.config).length > 0; await delay(20)) {
        assert.ok(Date.now() < end, `left behind: ${sshProcesses(server.config).join(', ')}`);
      }
      await assert.rejects(
        connectEngine({ ...endpoint, host: `ssh://nobody@${server.destination.split('@')[1]}` }),
        (error: unknown) => error instanceof EngineError && error.reason === 'ssh' && /denied/i.test(error.message),
      );
    } finally {
      process.env.PATH = path;
      await server.stop();
    }
  });
});

function sshProcesses(config: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(config);
    } catch {
      return false;
    }
  });
}

/** A certificate authority, a server's certificate for 127.0.0.1 and a client's, under the names that docker uses. */
async function makeCertificates(folder: string): Promise<void> {
  const openssl = async (...args: readonly string[]) => {
    const { code, stderr } = await runProcess({ command: 'openssl', args, cwd: folder, timeLimit: 20_000 });
    if (code !== 0) throw new Error(stderr);
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  await openssl('req', '-x509', ...key, '-subj', '/CN=test ca', '-keyout', 'ca-key.pem', '-out', 'ca.pem');
  for (const [name, extension] of [
    ['server-', 'subjectAltName=IP:127.0.0.1'],
    ['', 'extendedKeyUsage=clientAuth'],
  ] as const) {
    writeFileSync(join(folder, 'extension'), extension);
    await openssl('req', ...key.slice(0, -2), '-subj', '/CN=test', '-keyout', `${name}key.pem`, '-out', 'request.pem');
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-CAcreateserial', '-days', '2', '-extfile', 'extension'];
    await openssl('x509', '-req', '-in', 'request.pem', ...signed, '-out', `${name}cert.pem`);
  }
}
