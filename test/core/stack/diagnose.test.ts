import assert from 'node:assert/strict';
import { loadProject } from '../../../core/project/load-project.ts';
import { diagnose, type Symptoms } from '../../../core/stack/diagnosis/diagnose.ts';
import type { PreflightCheck } from '../../../core/stack/preflight/check.ts';
import { emptySnapshot } from '../../../core/stack/snapshot.ts';
import { joinStack } from '../../../core/stack/stack.ts';
import { memoryView } from '../../support/memory-view.ts';
import { type PlainEngine, plainSnapshot } from '../../support/plain-engine.ts';

/** The symptoms of a project `p` in /p with this file on this engine; container names are SERVICE. */
function symptomsOf(file: string, engine: PlainEngine, more: Partial<Symptoms> = {}): Symptoms {
  const view = memoryView(new Map([['/p/compose.yaml', file]]));
  const project = loadProject(view, { directory: '/p', environment: {} });
  return {
    stack: joinStack({ projects: [project], snapshot: plainSnapshot(engine) }),
    logs: new Map(),
    checks: new Map(),
    ...more,
  };
}

const id = (number: number) => String(number).padStart(64, '0');

describe('diagnosis', () => {
  it('takes a bare address for the one service that serves its port, also on the host network', () => {
    const file = `services:
  proxy: {image: caddy}
  api:
    image: acme/api
    network_mode: host
    healthcheck: {test: [CMD, curl, "http://127.0.0.1:8000/health"]}
`;
    const containers = [
      { name: 'proxy', of: 'p/proxy' },
      { name: 'api', of: 'p/api', state: 'exited', status: 'Exited (1) 2 minutes ago' },
    ];
    const logs = new Map([[id(1), ['dial tcp 127.0.0.1:8000: connect: connection refused']]]);
    const [root, ...others] = diagnose(symptomsOf(file, { containers }, { logs })).roots;
    assert.equal(root?.service, 'api');
    assert.deepEqual(root?.suffering, ['proxy → api']);
    assert.deepEqual(others, []);
  });

  it('goes on over a service that runs and complains itself, by the address that a proxy writes', () => {
    const file = 'services: {gate: {image: nginx}, shop: {image: acme/shop}, orders: {image: postgres}}\n';
    const containers = [
      { name: 'gate', of: 'p/gate' },
      { name: 'shop', of: 'p/shop', address: '172.18.0.3' },
      { name: 'orders', of: 'p/orders', state: 'exited', status: 'Exited (1) 2 minutes ago' },
    ];
    const logs = new Map([
      [id(1), ['connect() failed (111) while connecting to upstream, upstream: "http://172.18.0.3:8000/"']],
      [id(2), ['connection to server at orders, port 5432 failed: Connection refused']],
    ]);
    const [root, ...others] = diagnose(symptomsOf(file, { containers }, { logs })).roots;
    assert.deepEqual([root?.service, root?.suffering], ['orders', ['gate → shop → orders', 'shop → orders']]);
    assert.deepEqual(others, []);
    // Another address is another one's.
    const elsewhere = new Map(logs).set(id(1), [
      'connect() failed (111) while connecting to upstream: "http://172.18.0.33/"',
    ]);
    assert.deepEqual(diagnose(symptomsOf(file, { containers }, { logs: elsewhere })).roots[0]?.suffering, [
      'shop → orders',
    ]);
  });

  it('comes to an end where everybody complains about everybody', () => {
    const names = Array.from({ length: 30 }, (_, number) => `s${number}`);
    const file = `services: {${names.map((name) => `${name}: {image: acme/${name}}`).join(', ')}}\n`;
    const lines = names.map((name) => `connect to ${name}: Connection refused`);
    const logs = new Map(names.map((_, index) => [id(index + 1), lines]));
    const containers = names.map((name) => ({ name, of: `p/${name}` }));
    assert.deepEqual(diagnose(symptomsOf(file, { containers }, { logs })).roots, []);
  });

  it('takes the word of the check on who holds a port', () => {
    const error = 'Error starting userland proxy: listen tcp4 0.0.0.0:8080: bind: address already in use';
    const containers = [{ name: 'web', of: 'p/web', state: 'created', status: 'Created', error }];
    const symptoms = symptomsOf('services: {web: {image: nginx}}\n', { containers });
    const problem = {
      result: 'stop',
      service: 'web',
      message: 'Port 8080 is held by the container old.',
      wayOut: 'Stop old.',
    };
    const check = { id: 'port-held-by-container', title: '', result: 'stop', problems: [problem] } as PreflightCheck;
    const [root] = diagnose({ ...symptoms, checks: new Map([[symptoms.stack.projects[0]?.id ?? '', [check]]]) }).roots;
    assert.deepEqual([root?.error, root?.cause], ['port-by-container', 'Port 8080 is held by the container old.']);
  });

  it('does not guess when two services that are down serve the port', () => {
    const file = `services:
  proxy: {image: caddy}
  a: {image: a, ports: ["18000:8000"]}
  b: {image: b, ports: ["28000:8000"]}
`;
    const down = { state: 'exited', status: 'Exited (1) 2 minutes ago' };
    const containers = [
      { name: 'proxy', of: 'p/proxy' },
      { name: 'a', of: 'p/a', ...down },
      { name: 'b', of: 'p/b', ...down },
    ];
    const logs = new Map([[id(1), ['connect() failed (111) while connecting to upstream: "http://172.18.0.3:8000/"']]]);
    const { roots } = diagnose(symptomsOf(file, { containers }, { logs }));
    assert.deepEqual(
      roots.map(({ service, suffering }) => [service, suffering]),
      [
        ['a', []],
        ['b', []],
      ],
    );
  });

  it('says that the disk under the engine is read-only before anything else', () => {
    const engine = {
      containers: [
        { name: 'db', of: 'p/db', state: 'exited', status: 'Exited (1) 2 minutes ago', error: 'read-only file system' },
      ],
    };
    const symptoms = symptomsOf('services: {db: {image: "postgres:16"}}\n', engine);
    const message = "The engine's disk takes no writes: it is mounted read-only.";
    const problems = [{ result: 'stop', message, wayOut: 'Look at the disk.' }] as const;
    const check = { id: 'storage-sound', title: '', result: 'stop', problems } as const;
    const projectId = symptoms.stack.projects[0]?.id ?? '';
    const [root] = diagnose({ ...symptoms, checks: new Map([[projectId, [check]]]) }).roots;
    assert.equal(root?.error, 'storage-read-only');
    assert.match(root?.never ?? '', /Do not prune/);
  });

  it('knows errors of the storage in what an engine says that cannot work', () => {
    const message =
      'write /var/lib/desktop-containerd/daemon/io.containerd.metadata.v1.bolt/meta.db: input/output error';
    const snapshot = emptySnapshot({ kind: 'unreachable', engine: 'x', reason: 'engine-error', message });
    const stack = joinStack({ projects: [], snapshot });
    const [root] = diagnose({ stack, logs: new Map(), checks: new Map() }).roots;
    assert.equal(root?.error, 'storage-damaged');
    assert.deepEqual(root?.evidence, [message]);
    assert.match(root?.never ?? '', /prune/);
  });

  it('knows a health check without its program, and one that asks where nobody listens', () => {
    const of = (output: string) => {
      const probe = { exitCode: 1, output };
      const engine = { containers: [{ name: 'a', of: 'p/a', status: 'Up 1 minute (unhealthy)', probe }] };
      const root = diagnose(symptomsOf('services: {a: {image: acme/a}}\n', engine)).roots[0];
      return [root?.error, root?.cause];
    };
    for (const shell of [
      '/bin/sh: curl: not found',
      '/bin/sh: 1: curl: not found',
      'bash: line 1: curl: command not found',
    ]) {
      const [error, cause] = of(shell);
      assert.equal(error, 'health-tool-missing', shell);
      assert.match(cause ?? '', /calls curl, which the image does not have/);
    }
    const own = 'curl: (7) Failed to connect to localhost port 8080: Connection refused';
    assert.deepEqual(of(own)[0], 'own-port-silent');
    assert.match(of(own)[1] ?? '', /asks localhost port 8080, which is in the container itself/);
    // Another one that does not answer is another cause.
    assert.equal(of('connect ECONNREFUSED 172.18.0.2:5432')[0], 'connection-refused');
  });

  it('says why an engine cannot be used, and what to do about just that', () => {
    const of = (reason: 'not-running' | 'no-permission') => {
      const snapshot = emptySnapshot({ kind: 'unreachable', engine: 'x', reason, message: 'x: no.' });
      const stack = joinStack({ projects: [], snapshot });
      return diagnose({ stack, logs: new Map(), checks: new Map() }).roots[0]?.steps[0];
    };
    assert.match(of('not-running') ?? '', /systemctl start docker/);
    assert.match(of('no-permission') ?? '', /usermod -aG docker/);
  });
});
