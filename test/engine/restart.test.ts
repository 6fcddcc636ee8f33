import assert from 'node:assert/strict';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import type { RestartPlan } from '../../core/stack/restart-plan.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { prepareRestart } from '../../io/restart/prepare-restart.ts';
import type { RestartEvent, RestartResult } from '../../io/restart/restart-event.ts';
import { runRestart } from '../../io/restart/run-restart.ts';
import { privateEngineOrSkip } from './private-engine.ts';
import { docker, engineOrSkip, freePort, type ScratchProject, scratchProject, testImage } from './scratch-project.ts';

describe('safe restart', function () {
  this.timeout(120_000);
  let engine: Engine;
  let project: ScratchProject | undefined;

  before(async function () {
    engine = await engineOrSkip(this);
  });

  afterEach(async () => {
    await project?.remove();
    project = undefined;
  });

  const plan = (scratch: ScratchProject, services: readonly string[] = [], heldChanges = false) =>
    prepareRestart({ engine, project: scratch.load(), services, environment: scratch.environment, heldChanges });

  async function carryOut(
    scratch: ScratchProject,
    what: RestartPlan,
    onEvent: (event: RestartEvent, cancel: () => void) => void | Promise<void> = () => {},
    on: Engine = engine,
  ): Promise<{ result: RestartResult; events: RestartEvent[] }> {
    const abort = new AbortController();
    const { compose, environment } = scratch;
    const run = runRestart({
      plan: what,
      engine: on,
      compose,
      environment,
      signal: abort.signal,
      settle: 1000,
      deadline: 20_000,
    });
    const events: RestartEvent[] = [];
    for (;;) {
      const { done, value } = await run.next();
      if (done) return { result: value, events };
      events.push(value);
      await onEvent(value, () => abort.abort());
    }
  }

  const containerOf = async (scratch: ScratchProject, service: string) => {
    const containers = await engine.containers({ project: scratch.name });
    const container = containers.find((it) => it.compose?.service === service);
    assert.ok(container, `${service} has no container`);
    return engine.inspect(container.id);
  };

  const stops = (what: RestartPlan) => what.checks.filter((check) => check.result === 'stop').map((check) => check.id);

  it('restarts in the order of the dependencies and leaves others alone', async () => {
    project = await scratchProject(`
services:
  api: {image: "${testImage}", init: true, command: sleep 600, depends_on: {db: {condition: service_healthy, restart: true}}}
  db:
    image: ${testImage}
    init: true
    command: sleep 600
    volumes: [data:/data]
    healthcheck: {test: [CMD, "true"], interval: 1s}
  other: {image: "${testImage}", init: true, command: sleep 600}
volumes: {data: {}}
`);
    await project.run('up', '--detach', '--wait');
    const before = await containerOf(project, 'other');
    const what = await plan(project, ['db']);
    assert.deepEqual(
      what.steps.map((step) => [step.service, step.action, step.gate]),
      [
        ['db', 'restart', 'healthy'],
        ['api', 'restart', 'either'],
      ],
    );
    assert.deepEqual(stops(what), []);
    const { result, events } = await carryOut(project, what);
    assert.equal(result.outcome, 'done');
    const up = events.flatMap((event) => (event.kind === 'step' && event.state === 'up' ? [event.service] : []));
    assert.deepEqual(up, ['db', 'api']);
    assert.equal((await containerOf(project, 'other')).startedAt, before.startedAt);
  });

  it('finds no difference between a service and what Compose made of it, whatever the service has', async () => {
    project = await scratchProject(`
services:
  full:
    image: ${testImage}
    init: true
    command: ["sh", "-c", "echo $$HOME; exec sleep 600"]
    entrypoint: ["/bin/sh", "-c", "exec \\"$$0\\" \\"$$@\\""]
    environment: {PLAIN: "1", QUOTED: 'a "b" c', DOLLAR: "$$x", EMPTY: ""}
    env_file: [some.env]
    user: "0:0"
    working_dir: /tmp
    hostname: here
    labels: {own.label: yes}
    restart: on-failure:3
    read_only: true
    tmpfs: [/run]
    cap_add: [NET_ADMIN]
    mem_limit: 64m
    cpus: 0.5
    volumes: ["data:/data", "./:/code:ro", "/anonymous"]
    ports: ["127.0.0.1::80", "${await freePort()}:81"]
    networks: {back: {aliases: [other]}, front: {}}
    healthcheck: {test: "exit 0", interval: 1m30s, timeout: 5s, retries: 2, start_period: 1s}
  plain: {image: "${testImage}", init: true, command: sleep 600, network_mode: "service:full"}
volumes: {data: {}}
networks: {back: {}, front: {}}
`);
    const { writeFileSync } = await import('node:fs');
    writeFileSync(`${project.directory}/some.env`, 'FROM_FILE=value # comment\nOTHER="two words"\n');
    await project.run('up', '--detach');
    const what = await plan(project);
    assert.deepEqual(
      what.steps.map((step) => [step.action, ...step.reasons.slice(1)]),
      [['restart'], ['restart']],
    );
    // Made again from the container alone, it is the same container but for its id.
    writeFileSync(`${project.directory}/some.env`, 'FROM_FILE=changed\nOTHER="two words"\n');
    const changed = await plan(project, ['full']);
    assert.deepEqual(changed.steps[0]?.reasons, [
      'You chose it.',
      'The variable FROM_FILE has another value in the container.',
    ]);
  });

  it('puts the old image and configuration back when the new one does not become healthy', async () => {
    const file = (version: string, test: string) => `
services:
  web:
    image: ${testImage}
    init: true
    command: sleep 600
    environment: {VERSION: "${version}", TEXT: "a$$b"}
    volumes: ["data:/data", "/cache"]
    healthcheck: {test: [CMD-SHELL, "${test}"], interval: 1s, retries: 1}
volumes: {data: {}}
`;
    project = await scratchProject(file('1', 'true'));
    await project.run('up', '--detach', '--wait');
    const before = await containerOf(project, 'web');
    project.write(file('2', 'echo this is why; false'));
    const what = await plan(project);
    assert.equal(what.steps[0]?.action, 'recreate');
    const { result, events } = await carryOut(project, what);
    assert.equal(result.outcome, 'failed');
    assert.equal(result.services[0]?.outcome, 'rolled-back');
    assert.match(result.services[0]?.reason ?? '', /unhealthy: this is why/);
    assert.ok(events.some((event) => event.kind === 'step' && event.state === 'rolling-back'));
    const after = await containerOf(project, 'web');
    assert.notEqual(after.id, before.id);
    assert.equal(after.imageId, before.imageId);
    assert.deepEqual([...after.config.environment].sort(), [...before.config.environment].sort());
    assert.deepEqual(after.config.healthcheck, before.config.healthcheck);
    const volumes = (inspection: typeof before) =>
      inspection.mounts.map((mount) => `${mount.name} ${mount.target}`).sort();
    assert.deepEqual(volumes(after), volumes(before));
    // The anonymous volume is mounted by its name now, so that not even `down --volumes` takes it away.
    const anonymous = before.mounts.find((mount) => mount.target === '/cache')?.name ?? '';
    await project.remove();
    assert.equal(await docker('volume', 'rm', anonymous), anonymous);
  });

  it('tells the last lines of a service that ends by itself, and puts the old one back', async () => {
    const file = (command: string) => `
services:
  job: {image: "${testImage}", init: true, restart: "no", command: ${command}, ports: ["${port}:80"]}
`;
    const port = await freePort();
    project = await scratchProject(file('httpd -f -p 80'));
    await project.run('up', '--detach');
    project.write(file('sh -c "echo cannot find the config; exit 3"'));
    const { result } = await carryOut(project, await plan(project));
    assert.equal(result.services[0]?.outcome, 'rolled-back');
    assert.deepEqual(result.services[0]?.log, ['cannot find the config']);
    assert.match(result.services[0]?.reason ?? '', /ended with error code 3 right after its start/);
  });

  it('stops for an image that can be neither pulled nor built, and touches nothing when only the pull tells', async () => {
    // A registry that knows one image as absent, and of everything else says that a login is needed.
    const registry = createHttpServer((request, response) => {
      const absent = request.url?.includes('/no/such/') || request.url === '/v2/';
      response.writeHead(request.url === '/v2/' ? 200 : absent ? 404 : 401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ errors: [{ code: absent ? 'MANIFEST_UNKNOWN' : 'UNAUTHORIZED', message: 'no' }] }));
    });
    await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
    const host = `localhost:${(registry.address() as AddressInfo).port}`;
    try {
      project = await scratchProject(`services: {web: {image: "${testImage}", init: true, command: sleep 600}}\n`);
      await project.run('up', '--detach');
      const before = await containerOf(project, 'web');
      for (const image of [`${host}/no/such:1`, 'localhost:9/far:1']) {
        project.write(`services: {web: {image: "${image}", command: sleep 600}}\n`);
        assert.deepEqual(stops(await plan(project)), ['images-there'], image);
      }
      project.write(`services: {web: {image: "${host}/private:1", command: sleep 600}}\n`);
      const what = await plan(project);
      assert.deepEqual([what.stopped, what.steps[0]?.prepare], [false, 'pull']);
      const { result } = await carryOut(project, what);
      assert.equal(result.outcome, 'nothing-touched');
      const after = await containerOf(project, 'web');
      assert.deepEqual([after.id, after.startedAt], [before.id, before.startedAt]);
    } finally {
      registry.close();
    }
  });

  it('stops before anything when a port is held by a program of the host, and names it', async () => {
    const port = await freePort();
    project = await scratchProject(`services: {web: {image: "${testImage}", init: true, command: sleep 600}}\n`);
    await project.run('up', '--detach');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '0.0.0.0', resolve));
    try {
      project.write(`services: {web: {image: "${testImage}", command: sleep 600, ports: ["${port}:80"]}}\n`);
      const what = await plan(project);
      assert.deepEqual(stops(what), ['port-held-by-process']);
      const problem = what.checks.find((check) => check.id === 'port-held-by-process')?.problems[0];
      assert.match(problem?.message ?? '', new RegExp(`Port ${port} is held by node \\(process ${process.pid}\\)`));
      await assert.rejects(carryOut(project, what), /plan says stop/);
    } finally {
      server.close();
    }
  });

  it('stops when a service with data vanished from the file, and when a change is held', async () => {
    const both = `services:
  web: {image: "${testImage}", init: true, command: sleep 600, depends_on: [db]}
  db: {image: "${testImage}", init: true, command: sleep 600, volumes: ["data:/data"]}
volumes: {data: {}}
`;
    project = await scratchProject(both);
    await project.run('up', '--detach');
    assert.deepEqual(stops(await plan(project, [], true)), ['nothing-held']);
    project.write(`services:\n  web: {image: "${testImage}", init: true, command: sleep 600}\n`);
    const what = await plan(project);
    assert.deepEqual(stops(what), ['nothing-vanished']);
  });

  it('stops a recreation that would delete data kept inside the container', async () => {
    const file = (extra: string) =>
      `services: {vector: {image: qdrant/qdrant:v1, init: true, command: sleep 600, environment: {A: "${extra}"}}}\n`;
    await docker('tag', testImage, 'qdrant/qdrant:v1');
    try {
      project = await scratchProject(file('1'));
      await project.run('up', '--detach', '--pull', 'never');
      assert.deepEqual(stops(await plan(project)), []);
      project.write(file('2'));
      assert.deepEqual(stops(await plan(project)), ['data-mounted']);
      await project.remove();
    } finally {
      await docker('image', 'rm', 'qdrant/qdrant:v1');
    }
  });

  it('leaves what was not begun when it is cancelled, and a running service behind', async () => {
    project = await scratchProject(`services:
  first: {image: "${testImage}", init: true, command: sleep 600}
  second: {image: "${testImage}", init: true, command: sleep 600, depends_on: [first]}
`);
    await project.run('up', '--detach');
    const before = await containerOf(project, 'second');
    const { result } = await carryOut(project, await plan(project), (event, cancel) => {
      if (event.kind === 'step' && event.service === 'first' && event.state === 'waiting') cancel();
    });
    assert.equal(result.outcome, 'cancelled');
    assert.deepEqual(
      result.services.map((service) => [service.service, service.outcome]),
      [
        ['first', 'not-verified'],
        ['second', 'unchanged'],
      ],
    );
    assert.equal((await containerOf(project, 'first')).pid > 0, true);
    assert.equal((await containerOf(project, 'second')).startedAt, before.startedAt);
  });

  it('brings in a newly built image', async () => {
    const { mkdirSync, writeFileSync } = await import('node:fs');
    project = await scratchProject('services: {app: {build: ./app, init: true, command: sleep 600}}\n');
    mkdirSync(`${project.directory}/app`);
    const dockerfile = (text: string) =>
      writeFileSync(`${project?.directory}/app/Dockerfile`, `FROM ${testImage}\nRUN echo ${text} > /version\n`);
    dockerfile('one');
    await project.run('up', '--detach', '--build');
    const before = await containerOf(project, 'app');
    dockerfile('two');
    const what = await plan(project);
    assert.deepEqual([what.steps[0]?.action, what.steps[0]?.prepare], ['restart', 'build']);
    const { result } = await carryOut(project, what);
    assert.equal(result.outcome, 'done');
    assert.equal(result.services[0]?.action, 'recreate');
    assert.notEqual((await containerOf(project, 'app')).imageId, before.imageId);
    await project.run('down', '--rmi', 'local');
  });

  it('goes on when the engine goes away in the middle and comes back', async function () {
    const own = privateEngineOrSkip(this);
    try {
      own.start();
      const on = await own.ready();
      own.takeImage(testImage);
      const file = (version: string) => `services:
  first:
    image: ${testImage}
    init: true
    restart: always
    network_mode: none
    command: sleep 600
    environment: {VERSION: "${version}"}
    healthcheck: {test: [CMD, "true"], interval: 1s}
`;
      project = await scratchProject(file('1'), { DOCKER_HOST: own.endpoint.host });
      await project.run('up', '--detach', '--wait');
      project.write(file('2'));
      const what = await prepareRestart({
        engine: on,
        project: project.load(),
        services: [],
        environment: project.environment,
        heldChanges: false,
      });
      assert.equal(what.steps[0]?.action, 'recreate');
      const { result } = await carryOut(
        project,
        what,
        async (event) => {
          if (event.kind !== 'step' || event.state !== 'waiting') return;
          await own.kill('SIGTERM');
          own.start();
        },
        on,
      );
      assert.equal(result.outcome, 'done', JSON.stringify(result.services));
    } finally {
      await project?.remove();
      await own.remove();
    }
  });
});
