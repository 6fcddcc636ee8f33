import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { diagnose } from '../../core/stack/diagnosis/diagnose.ts';
import { connectEngine } from '../../io/engine/connect-engine.ts';
import { parseHost } from '../../io/engine/endpoint.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { EngineError } from '../../io/engine/engine-error.ts';
import { findEngines } from '../../io/engine/find-engines.ts';
import { gatherSymptoms } from '../../io/restart/gather-symptoms.ts';
import { engineFront } from './engine-front.ts';
import { engineOrSkip, scratchProject, testImage } from './scratch-project.ts';

async function reasonOf(host: string, signal?: AbortSignal): Promise<string> {
  try {
    await connectEngine({ id: 'x', label: host, host }, { signal });
    return 'connected';
  } catch (error) {
    assert.ok(error instanceof EngineError, String(error));
    return error.reason;
  }
}

/** Serves one answer to `GET /version` on a port of its own. */
async function fakeEngine(answer: object): Promise<{ host: string; close: () => void }> {
  const server = createServer((_request, response) => response.end(JSON.stringify(answer)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

describe('connecting to an engine', function () {
  this.timeout(30_000);
  const folder = mkdtempSync(join(tmpdir(), 'stack-connect-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells apart why it cannot be used', async () => {
    const old = await fakeEngine({ Version: '1.13.1', ApiVersion: '1.26' });
    const other = await fakeEngine({ hello: 'world' });
    const cancelled = new AbortController();
    cancelled.abort();
    try {
      assert.equal(await reasonOf(`unix://${folder}/none.sock`), 'not-running');
      assert.equal(await reasonOf('tcp://127.0.0.1:1'), 'not-running');
      assert.equal(await reasonOf('tcp://no-such-host.invalid:2375'), 'host-unknown');
      assert.equal(await reasonOf('gopher://x'), 'bad-endpoint');
      assert.equal(await reasonOf(old.host), 'too-old');
      assert.equal(await reasonOf(other.host), 'bad-endpoint');
      assert.equal(await reasonOf(other.host, cancelled.signal), 'aborted');
    } finally {
      old.close();
      other.close();
    }
  });

  it('reaches an engine through the ssh command', async function () {
    const found = await engineOrSkip(this);
    // An ssh that connects nowhere but hands on to the local engine, as `docker system dial-stdio` does at the other end.
    const programs = join(folder, 'bin');
    mkdirSync(programs);
    const socket = found.endpoint.host.replace('unix://', '');
    writeFileSync(
      join(programs, 'ssh'),
      `#!${process.execPath}
const { connect } = require('node:net');
const { appendFileSync } = require('node:fs');
appendFileSync(${JSON.stringify(join(folder, 'calls'))}, process.argv.slice(2).join(' ') + '\\n');
const socket = connect(${JSON.stringify(socket)});
process.stdin.pipe(socket).pipe(process.stdout);
`,
    );
    chmodSync(join(programs, 'ssh'), 0o755);
    const path = process.env.PATH;
    process.env.PATH = `${programs}${delimiter}${path}`;
    try {
      const engine: Engine = await connectEngine({ id: 's', label: 'over ssh', host: 'ssh://me@there:2222' });
      assert.equal(engine.version.version, found.version.version);
      assert.ok(Array.isArray(await engine.containers()));
      const abort = new AbortController();
      await engine.events({ signal: abort.signal, onEvent: () => {}, onOpen: () => abort.abort() });
    } finally {
      process.env.PATH = path;
    }
    const { readFileSync } = await import('node:fs');
    const [first] = readFileSync(join(folder, 'calls'), 'utf8').split('\n');
    assert.equal(first, '-T -o BatchMode=yes -o ConnectTimeout=15 -p 2222 -- me@there docker system dial-stdio');
  });

  it('sees the same through the oldest API version that is spoken', async function () {
    const found = await engineOrSkip(this);
    if (!found.endpoint.host.startsWith('unix://')) return this.skip();
    const front = await engineFront(found, {
      change: (path) =>
        path === '/version'
          ? (answer) => ({ ...(answer as object), ApiVersion: '1.40', MinAPIVersion: '1.12' })
          : undefined,
    });
    const project = await scratchProject(`services:
  web: {image: "${testImage}", init: true, command: sleep 600, healthcheck: {test: "curl -f localhost", interval: 500ms, retries: 1}}
  loop: {image: "${testImage}", restart: on-failure:1, command: "sh -c 'exit 3'", volumes: ["/data"]}
`);
    try {
      const old = await connectEngine({ id: 'old', label: 'old engine', host: front.host });
      assert.equal(old.version.api, '1.40');
      const abort = new AbortController();
      const heard: string[] = [];
      await old.events({
        signal: abort.signal,
        onOpen: () => void project.run('up', '--detach').catch(() => abort.abort()),
        onEvent({ action, attributes }) {
          if (attributes['com.docker.compose.project'] !== project.name) return;
          heard.push(action);
          if (heard.includes('health_status: unhealthy') && heard.filter((it) => it === 'die').length === 2)
            abort.abort();
        },
      });
      const see = async (engine: Engine) => {
        const { environment } = project;
        return diagnose(await gatherSymptoms({ engine, projects: [project.load()], environment }));
      };
      const seen = await see(old);
      assert.deepEqual(seen.roots.map(({ service, error }) => [service, error]).sort(), [
        ['loop', undefined],
        ['web', 'health-tool-missing'],
      ]);
      assert.deepEqual(seen, await see(found));
      assert.deepEqual(
        front.asked.filter((path) => path !== '/version' && !path.startsWith('/v1.40/')),
        [],
      );
    } finally {
      await project.remove();
      front.close();
    }
  });

  it('finds engines as the docker command does', () => {
    const home = join(folder, 'home');
    const meta = (id: string, name: string, host: string) => {
      mkdirSync(join(home, '.docker/contexts/meta', id), { recursive: true });
      const content = { Name: name, Endpoints: { docker: { Host: host } } };
      writeFileSync(join(home, '.docker/contexts/meta', id, 'meta.json'), JSON.stringify(content));
    };
    meta('aa', 'far', 'ssh://me@far');
    meta('bb', 'secure', 'tcp://secure:2376');
    mkdirSync(join(home, '.docker/contexts/tls/bb/docker'), { recursive: true });
    writeFileSync(join(home, '.docker/contexts/tls/bb/docker/ca.pem'), '');
    writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext: 'secure' }));
    const find = (environment: Record<string, string>) =>
      findEngines({ environment: { HOME: home, ...environment }, home, platform: 'linux' });

    assert.equal(find({}).current?.id, 'context:secure');
    assert.equal(find({}).current?.tls?.ca, join(home, '.docker/contexts/tls/bb/docker/ca.pem'));
    assert.equal(find({ DOCKER_CONTEXT: 'far' }).current?.host, 'ssh://me@far');
    assert.equal(find({ DOCKER_CONTEXT: 'far', DOCKER_HOST: 'tcp://h:1' }).current?.id, 'environment');
    mkdirSync(join(folder, 'run/podman'), { recursive: true });
    writeFileSync(join(folder, 'run/podman/podman.sock'), '');
    const hosts = find({ XDG_RUNTIME_DIR: join(folder, 'run') }).endpoints.map((endpoint) => endpoint.host);
    assert.ok(hosts.includes(`unix://${folder}/run/podman/podman.sock`));
    assert.equal(new Set(hosts).size, hosts.length);
  });

  it('finds the sockets of rootless and desktop engines, and takes the first when there is no default one', () => {
    const home = join(folder, 'desktop');
    const runtime = join(folder, 'runtime');
    const sockets = ['.docker/desktop/docker.sock', '.colima/default/docker.sock', '.orbstack/run/docker.sock'];
    for (const socket of [...sockets.map((it) => join(home, it)), join(runtime, 'docker.sock')]) {
      mkdirSync(dirname(socket), { recursive: true });
      writeFileSync(socket, '');
    }
    const { endpoints } = findEngines({ environment: { XDG_RUNTIME_DIR: runtime }, home, platform: 'linux' });
    const found = endpoints.filter((it) => it.host.includes(folder));
    assert.deepEqual(
      found.map((it) => it.label),
      ['rootless Docker', 'Docker Desktop', 'Colima', 'OrbStack'],
    );
  });

  it('finds named pipes, and takes their paths as Windows wants them', () => {
    const pipes = ['docker_engine', 'dockerDesktopLinuxEngine', 'podman-machine-default', 'chrome.123'];
    const found = findEngines({ environment: {}, home: folder, platform: 'win32', pipes });
    assert.equal(found.current?.host, 'npipe:////./pipe/docker_engine');
    assert.deepEqual(
      found.endpoints.map((it) => it.host),
      ['docker_engine', 'dockerDesktopLinuxEngine', 'podman-machine-default'].map((name) => `npipe:////./pipe/${name}`),
    );
    const addresses = ['npipe:////./pipe/docker_engine', 'npipe://\\\\.\\pipe\\podman', 'npipe://'].map(parseHost);
    assert.deepEqual(addresses, [
      { kind: 'socket', path: '//./pipe/docker_engine' },
      { kind: 'socket', path: '//./pipe/podman' },
      { kind: 'socket', path: '//./pipe/docker_engine' },
    ]);
  });
});
