import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { type Diagnosis, diagnose, type Root } from '../../core/stack/diagnosis/diagnose.ts';
import type { Engine } from '../../io/engine/engine.ts';
import { gatherSymptoms } from '../../io/restart/gather-symptoms.ts';
import { docker, freePort, type ScratchProject, scratchProject, testEngine, testImage } from './scratch-project.ts';

describe('diagnosis', function () {
  this.timeout(120_000);
  let engine: Engine;
  let project: ScratchProject | undefined;

  before(async function () {
    const found = await testEngine();
    if ('reason' in found) {
      console.log(`skipped: ${found.reason}`);
      return this.skip();
    }
    engine = found;
  });

  afterEach(async () => {
    await project?.remove();
    project = undefined;
  });

  async function look(scratch: ScratchProject): Promise<Diagnosis> {
    return diagnose(await gatherSymptoms({ engine, projects: [scratch.load()], environment: scratch.environment }));
  }

  /** Brings it up and takes no notice of what fails, as that is what the test is about. */
  const up = (scratch: ScratchProject) => scratch.run('up', '--detach').catch(() => {});

  function root(diagnosis: Diagnosis, service: string): Root {
    const found = diagnosis.roots.find((it) => it.service === service);
    assert.ok(found, `${service} is no root in ${JSON.stringify(diagnosis.roots)}`);
    return found;
  }

  it('says nothing about a stack that is well', async () => {
    project = await scratchProject(`services: {web: {image: "${testImage}", init: true, command: sleep 600}}\n`);
    await up(project);
    assert.deepEqual(await look(project), { roots: [], notes: [] });
  });

  it('follows an unhealthy chain from the proxy to its root', async () => {
    project = await scratchProject(`services:
  proxy:
    image: ${testImage}
    init: true
    ports: ["127.0.0.1::80"]
    command: sh -c 'echo "connect() failed (111 Connection refused) while connecting to upstream http://api:8000"; sleep 600'
  api: {image: "${testImage}", init: true, command: sleep 600, depends_on: {db: {condition: service_healthy}}}
  db:
    image: ${testImage}
    init: true
    command: sleep 600
    healthcheck: {test: [CMD-SHELL, "echo no space left on device; exit 1"], interval: 500ms, retries: 1}
`);
    await up(project);
    const diagnosis = await look(project);
    assert.equal(diagnosis.roots.length, 1);
    const db = root(diagnosis, 'db');
    assert.equal(db.error, 'disk-full');
    assert.deepEqual([...db.suffering].sort(), ['api → db', 'proxy → api → db']);
    assert.match(db.never ?? '', /prune --volumes/);
  });

  it('tells a crash loop by its own words', async () => {
    project = await scratchProject(
      `services: {web: {image: "${testImage}", restart: always, command: "sh -c 'echo getaddrinfo ENOTFOUND postgres; exit 1'"}}\n`,
    );
    await up(project);
    await docker('wait', `${project.name}-web-1`);
    const web = root(await look(project), 'web');
    assert.equal(web.error, 'host-unknown');
    assert.match(web.cause ?? '', /the host postgres/);
  });

  it('tells a kill for want of memory', async () => {
    project = await scratchProject(
      `services: {web: {image: "${testImage}", mem_limit: 16m, memswap_limit: 16m, command: "sh -c 'tail /dev/zero'"}}\n`,
    );
    await up(project);
    await docker('wait', `${project.name}-web-1`);
    assert.equal(root(await look(project), 'web').error, 'out-of-memory');
  });

  it('tells a health check whose program is not in the image', async () => {
    project = await scratchProject(`services:
  web:
    image: ${testImage}
    init: true
    command: sleep 600
    healthcheck: {test: [CMD, no-such-curl, "http://localhost"], interval: 500ms, retries: 1}
  after: {image: "${testImage}", command: "true", depends_on: {web: {condition: service_healthy}}}
`);
    await up(project);
    const web = root(await look(project), 'web');
    assert.equal(web.error, 'health-tool-missing');
    assert.deepEqual(web.suffering, ['after → web']);
  });

  it('names the program that holds the port', async () => {
    const port = await freePort();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, '0.0.0.0', resolve));
    try {
      project = await scratchProject(
        `services: {web: {image: "${testImage}", command: sleep 600, ports: ["${port}:80"]}}\n`,
      );
      await up(project);
      const web = root(await look(project), 'web');
      assert.match(web.cause ?? '', /A program outside of the engine holds the port|is held by node/);
      assert.ok(web.evidence.some((line) => line.includes(`Port ${port} is held by node (process ${process.pid})`)));
    } finally {
      server.close();
    }
  });

  it('names the container that has the name', async () => {
    project = await scratchProject('services: {}\n');
    const name = `${project.name}-taken`;
    await docker('run', '--detach', '--init', '--name', name, testImage, 'sleep', '600');
    try {
      project.write(`services: {web: {image: "${testImage}", container_name: ${name}, command: sleep 600}}\n`);
      await up(project);
      const web = root(await look(project), 'web');
      assert.ok(web.evidence.some((line) => line.includes(`The name ${name} is taken by another container`)));
    } finally {
      await docker('rm', '--force', name);
    }
  });

  it('names the folder that the user of a container cannot write to, and the way out', async () => {
    project = await scratchProject('services: {}\n');
    const folder = `${project.directory}/models`;
    mkdirSync(folder);
    chmodSync(folder, 0o700);
    project.write(
      `services: {web: {image: "${testImage}", user: "1234:1234", command: touch /models/x, volumes: ["${folder}:/models"]}}\n`,
    );
    await up(project);
    await docker('wait', `${project.name}-web-1`);
    const web = root(await look(project), 'web');
    assert.equal(web.error, 'file-permission');
    assert.equal(web.steps[0], `chown -R 1234:1234 ${folder}`);
  });

  it('tells of services that run and left the file, before anything deletes them', async () => {
    project = await scratchProject(`services:
  web: {image: "${testImage}", init: true, command: sleep 600}
  db: {image: "${testImage}", init: true, command: sleep 600, volumes: ["data:/data"]}
volumes: {data: {}}
`);
    await up(project);
    project.write(`services: {web: {image: "${testImage}", init: true, command: sleep 600}}\n`);
    const [first] = (await look(project)).roots;
    assert.equal(first?.error, 'nothing-vanished');
    assert.match(first?.evidence[0] ?? '', /db has containers .* holds the volumes/);
    assert.match(first?.never ?? '', /down -v/);
  });
});
